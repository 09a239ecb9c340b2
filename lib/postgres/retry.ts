const firstPauseMs = 500;
const maxPauseMs = 30_000;

interface Retrying {
  /** False once the result is no longer wanted. */
  isWanted: () => boolean;
  /** Waits for this time, or until the result is no longer wanted. */
  pause: (ms: number) => Promise<unknown>;
  /** Called on a failure, unless it equals the previous one apart from numbers such as times. */
  onFailure: (message: string) => void;
}

/**
 * Retries until an attempt succeeds, with pauses that grow up to 30 s.
 *
 * @returns undefined once the result is no longer wanted
 */
export async function retry<Result>(
  attempt: () => Promise<Result>,
  { isWanted, pause, onFailure }: Retrying,
): Promise<Result | undefined> {
  let told = '';
  for (let pauseMs = firstPauseMs; isWanted(); pauseMs = Math.min(maxPauseMs, 2 * pauseMs)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isWanted()) return undefined;
      const { message } = error as Error;
      const kind = message.replaceAll(/\d+/g, '');
      if (kind !== told) onFailure(message);
      told = kind;
      await pause(pauseMs);
    }
  }
  return undefined;
}
