import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { senderOf } from '../../http/sender-of';
import { Turns } from '../../http/turns';
import { processWide } from '../../process-wide';
import { currentRequest } from '../../telemetry/request-context';

/**
 * A hash takes 32 MiB, and for a tenth of a second one of the four threads that also read files, look up
 * names and compress.
 */
const turns = processWide('password turns', () => new Turns({ atOnce: 2, maxWaiting: 32, maxWaitMs: 5000 }));

/**
 * Hashes or checks a password when its turn comes, because anybody can ask for that. Senders take turns.
 *
 * @throws UNAVAILABLE if too many wait, in total or of this sender
 */
export function inPasswordTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  return turns.get().run(senderOf(currentRequest()?.address), work);
}

/** The functions of better-auth, in turns. */
export const passwordsInTurn = {
  hash: (password: string) => inPasswordTurn(() => hashPassword(password)),
  verify: (given: { hash: string; password: string }) => inPasswordTurn(() => verifyPassword(given)),
};
