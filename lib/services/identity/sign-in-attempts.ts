import { DriftwatchError } from '../../errors';
import { GrowingDelay, signInDelay } from '../../http/rate-limit';
import { senderOf } from '../../http/sender-of';
import { processWide } from '../../process-wide';
import { currentRequest } from '../../telemetry/request-context';

/** A link is mailed to somebody else's inbox: after three, one in a minute, then in two, up to an hour. */
const linkDelay = { ...signInDelay, freeFailures: 3, firstDelayMs: 60_000, maxDelayMs: 3_600_000 };

/** A whole office may be one sender. */
const delays = processWide('delays of sign-ins', () => ({
  'sign-in': {
    accounts: new GrowingDelay(signInDelay),
    senders: new GrowingDelay({ ...signInDelay, freeFailures: 30 }),
  },
  'password link': {
    accounts: new GrowingDelay(linkDelay),
    senders: new GrowingDelay({ ...linkDelay, freeFailures: 10 }),
  },
}));

type Purpose = keyof ReturnType<(typeof delays)['get']>;

function refuseFor(waitMs: number): never {
  const seconds = Math.ceil(waitMs / 1000);
  throw new DriftwatchError('LIMIT_EXCEEDED', `too many attempts; try again in ${seconds} s`, {
    details: { retry_after_s: seconds },
  });
}

export interface Attempt {
  /** The attempt was right: earlier failures of the account are forgotten, the sender keeps his. */
  succeed(): void;
  /** The attempt decided nothing, for example because the database is away. */
  takeBack(): void;
}

/**
 * Begins an attempt to sign in, which counts as failed until it has succeeded.
 *
 * @param account what is attacked, known or not; null: nobody in particular
 * @throws LIMIT_EXCEEDED after too many failures, with the seconds to wait in `details.retry_after_s`
 */
export function beginAttempt(purpose: Purpose, account: string | null): Attempt {
  const { accounts, senders } = delays.get()[purpose];
  const sender = senderOf(currentRequest()?.address);
  const now = performance.now();
  const senderWaitMs = senders.attempt(sender, now);
  if (senderWaitMs > 0) refuseFor(senderWaitMs);
  const accountWaitMs = account === null ? 0 : accounts.attempt(account, now);
  if (accountWaitMs > 0) {
    senders.takeBack(sender);
    refuseFor(accountWaitMs);
  }
  return {
    succeed() {
      if (account !== null) accounts.succeed(account);
      senders.takeBack(sender);
    },
    takeBack() {
      if (account !== null) accounts.takeBack(account);
      senders.takeBack(sender);
    },
  };
}

/** Forgets all failures. */
export function forgetAttempts() {
  delays.take();
}
