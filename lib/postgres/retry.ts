/** Enough for a machine under load to recover, and not for ever: what fails so long fails again. */
const maxAttempts = 8;
const firstPauseMs = 500;
const longestPauseMs = 30_000;

interface Retrying {
  /** False once nobody wants the result any more. */
  isWanted: () => boolean;
  /** Waits so long, or until nobody wants the result. */
  pause: (ms: number) => Promise<unknown>;
  say: (sentence: string) => void;
}

/**
 * Brings PostgreSQL back by `attempt`, again with growing pauses where that fails; undefined when it was given up.
 * Says the reason of a failure once, not at each attempt.
 */
export async function retry<Result>(
  attempt: () => Promise<Result>,
  { isWanted, pause, say }: Retrying,
): Promise<Result | undefined> {
  say('PostgreSQL is gone; bringing it back…');
  let said = '';
  for (let count = 1; isWanted(); count++) {
    try {
      const result = await attempt();
      say('PostgreSQL is back.');
      return result;
    } catch (error) {
      if (!isWanted()) return undefined;
      const { message } = error as Error;
      const isLast = count === maxAttempts;
      const fate = isLast ? 'and is given up; restart Driftwatch once this is mended' : 'yet; trying again';
      if (isLast || message !== said) say(`PostgreSQL does not come back ${fate}: ${message}`);
      if (isLast) return undefined;
      said = message;
      await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** (count - 1)));
    }
  }
  return undefined;
}
