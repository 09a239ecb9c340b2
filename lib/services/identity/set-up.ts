import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../db/client';
import { lockUsers } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import type { Visit } from '../../http/visit-of';
import { type SignInResult, setUpSchema } from '../../schemas/identity';
import { writeAudit } from '../audit/write-audit';
import { parseInput, type ServiceCall, withDefaults } from '../call';
import { authOf } from './auth';
import { hasAdmin } from './has-admin';
import { refuseCommonPassword } from './refuse-common-password';
import { endSetUpToken, isSetUpToken } from './set-up-token';
import { type BrowserAnswer, signIn } from './sign-in';
import { beginAttempt } from './sign-in-attempts';
import { userActor } from './user-actor';

async function refuseIfSetUp(tx: Transaction) {
  if (await hasAdmin(tx))
    throw new DriftwatchError(
      'CONFLICT',
      'there is an admin already; sign in, or ask them for an invitation',
    );
}

/**
 * Creates the first admin, and signs in. The token of the terminal shows that who asks runs the app.
 *
 * @throws FORBIDDEN for another token; CONFLICT if there is an admin, or a user with this address
 */
export async function setUp(
  call: ServiceCall<{ body: unknown; visit: Visit }>,
): Promise<BrowserAnswer<SignInResult>> {
  const { actor, db, now, input } = withDefaults(call);
  const { token, name, email, password } = parseInput(setUpSchema, input.body, 'the first admin');
  await refuseCommonPassword(password, 'password');
  const attempt = beginAttempt('sign-in', null);
  await refuseIfSetUp(db);
  if (!isSetUpToken(token))
    throw new DriftwatchError('FORBIDDEN', 'this link is not valid; use the one that the terminal shows now');
  attempt.takeBack();
  const { password: passwords } = await (await authOf(db, input.visit.isTls)).$context;
  const hash = await passwords.hash(password);
  const id = randomUUID();
  await inTransaction(db, async (tx) => {
    await lockUsers(prismaRunner(tx));
    await refuseIfSetUp(tx);
    if (await tx.user.findUnique({ where: { email } }))
      throw new DriftwatchError('CONFLICT', 'there is a user with this e-mail address');
    await tx.user.create({
      data: {
        id,
        name,
        email,
        role: 'admin',
        accounts: { create: { id: randomUUID(), accountId: id, providerId: 'credential', password: hash } },
      },
    });
    await writeAudit(tx, userActor({ id, role: 'admin', grants: [] }), now, [
      {
        action: 'user.set_up',
        entityType: 'user',
        entityId: id,
        detail: { after: { name, email, role: 'admin' } },
      },
    ]);
  });
  endSetUpToken();
  return signIn({ actor, db, now, input: { body: { email, password }, visit: input.visit } });
}
