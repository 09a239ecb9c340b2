/** What a supervisor usually grants before it kills. */
const limitMs = 10_000;
/** A part that hangs must not keep the others, especially the database, from being stopped. */
const partLimitMs = 2400;
/**
 * Several of them must not either: a part without a limit of its own takes at most this share of the
 * remaining time.
 */
const shareOfRest = 0.5;
/** npm passes Ctrl-C on to us although the terminal already has. Signals within this time count as one. */
const sameKeypressMs = 1000;

interface Part {
  name: string;
  /** Time limit of this part; null shares the remaining time. */
  ownLimitMs: number | null;
  stop: () => Promise<unknown>;
}

async function within(limit: number, work: Promise<unknown>) {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it takes longer than ${Math.round(limit)} ms`)), limit);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Thrown to leave a start that is stopped halfway. */
export class StopRequested extends Error {}

/**
 * Stops everything that was started, last first, on SIGINT, SIGTERM or SIGHUP, and ends the process. A second
 * signal ends it at once.
 */
export class StopSequence {
  private readonly parts: Part[] = [];
  private requestedMs: number | undefined;
  /** The part being stopped, for the message that it takes too long. */
  private stoppingPart = 'what was starting';
  private starting: Promise<unknown> = Promise.resolve();
  private stopped: Promise<void> | undefined;

  constructor(private readonly say: (sentence: string) => void) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.request());
  }

  /** Starts one part and records how to stop it, and its time limit if it needs more than others. */
  async start<Result>(
    name: string,
    begin: () => Promise<Result>,
    stop: (result: Result) => Promise<unknown>,
    ownLimitMs: number | null = null,
  ) {
    if (this.requestedMs !== undefined) throw new StopRequested();
    const beginning = begin();
    this.starting = beginning.catch(() => {});
    const result = await beginning;
    this.parts.push({ name, ownLimitMs, stop: () => stop(result) });
    if (this.requestedMs !== undefined) throw new StopRequested();
    return result;
  }

  /** Stops everything that is running, whatever fails on the way. */
  stopAll(): Promise<void> {
    this.stopped ??= this.stopParts();
    return this.stopped;
  }

  private async stopParts() {
    // A part that is still starting cannot be stopped yet; wait until it has been recorded.
    await this.starting;
    await new Promise((resolve) => setImmediate(resolve));
    const endMs = (this.requestedMs ?? Date.now()) + limitMs;
    for (let part = this.parts.pop(); part; part = this.parts.pop()) {
      this.stoppingPart = part.name;
      const sharedMs = Math.min(partLimitMs, shareOfRest * (endMs - Date.now()));
      try {
        await within(part.ownLimitMs ?? sharedMs, part.stop());
      } catch (error) {
        this.say(`Stopping ${part.name} failed: ${(error as Error).message}`);
      }
    }
  }

  private request() {
    const nowMs = Date.now();
    if (this.requestedMs !== undefined) {
      if (nowMs - this.requestedMs > sameKeypressMs) process.exit(1);
      return;
    }
    this.requestedMs = nowMs;
    this.say('Stopping…');
    setTimeout(() => {
      this.say(`Stopping ${this.stoppingPart} took too long; leaving.`);
      process.exit(1);
    }, limitMs).unref();
    void this.stopAll().finally(() => process.exit(0));
  }
}
