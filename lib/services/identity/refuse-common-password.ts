import { createHash } from 'node:crypto';
import { faultyInput } from '../../errors';

const hashBytes = 6;

/** Loaded with the first password that somebody chooses. */
async function loadHashes(): Promise<Set<string>> {
  const { commonPasswordHashes } = await import('./common-password-hashes');
  const bytes = Buffer.from(commonPasswordHashes, 'base64');
  const count = bytes.length / hashBytes;
  return new Set(
    Array.from({ length: count }, (_, index) =>
      bytes.toString('hex', index * hashBytes, (index + 1) * hashBytes),
    ),
  );
}

let hashes: Promise<Set<string>> | undefined;

/**
 * Refuses a new password that many people have, whatever the case of its letters.
 *
 * @param field the field with the password
 * @throws INVALID_INPUT
 */
export async function refuseCommonPassword(password: string, field: string) {
  hashes ??= loadHashes();
  // Normalized as it is before it is hashed for good.
  const plain = password.normalize('NFKC').toLowerCase();
  const hash = createHash('sha256')
    .update(plain)
    .digest('hex')
    .slice(0, 2 * hashBytes);
  if ((await hashes).has(hash))
    throw faultyInput(
      [{ field, message: 'must not be one of the most common passwords; use several unrelated words' }],
      'the new password',
    );
}
