const firstPauseMs = 500;
const maxPauseMs = 30_000;

interface Retrying {
  /** False once nobody wants the result any more. */
  isWanted: () => boolean;
  /** Waits so long, or until nobody wants the result. */
  pause: (ms: number) => Promise<unknown>;
  /** Told of a failure unless it is the one before again, but for numbers such as times in it. */
  onFailure: (message: string) => void;
}

/** Attempts until one succeeds, with pauses that grow up to 30 s; undefined when nobody wants the result any more. */
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
