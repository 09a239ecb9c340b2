import { symmetricDecrypt } from 'better-auth/crypto';
import type { Transaction } from '../../db/client';
import type { Auth } from './auth';
import { stepOfCode } from './totp-step';

/**
 * Marks a code as used, which better-auth would accept as long as its time lasts.
 *
 * @returns false if this code or a newer one has been used already
 */
export async function claimTotpCode(
  tx: Transaction,
  auth: Auth,
  { userId, code }: { userId: string; code: string },
): Promise<boolean> {
  const { secretConfig } = await auth.$context;
  const { secret } = await tx.twoFactor.findFirstOrThrow({ where: { userId } });
  const step = stepOfCode(await symmetricDecrypt({ key: secretConfig, data: secret }), code, new Date());
  if (step === undefined) return false;
  const { count } = await tx.twoFactor.updateMany({
    where: { userId, OR: [{ lastUsedStep: null }, { lastUsedStep: { lt: step } }] },
    data: { lastUsedStep: step },
  });
  return count === 1;
}
