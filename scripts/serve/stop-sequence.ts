/** What a supervisor commonly grants before it kills. */
const limitMs = 10_000;
/** One part that hangs must not keep the others, above all the database, from being told to stop. */
const partLimitMs = 2400;
/** Nor may several: of the time that is left none but a part with a limit of its own takes more than this share. */
const shareOfRest = 0.5;
/** npm passes Ctrl-C on to us although the terminal has done so already: signals this close are one. */
const sameKeypressMs = 1000;

interface Part {
  name: string;
  /** What it may take; null shares what is left. */
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

/** Thrown to leave a start that was told to stop in the middle. */
export class StopRequested extends Error {}

/**
 * Stops what was started, last first, on SIGINT, SIGTERM or SIGHUP, and ends the process; a second signal ends it at
 * once.
 */
export class StopSequence {
  private readonly parts: Part[] = [];
  private requestedMs: number | undefined;
  /** What a stop that takes too long was at. */
  private stoppingPart = 'what was starting';
  private starting: Promise<unknown> = Promise.resolve();
  private stopped: Promise<void> | undefined;

  constructor(private readonly say: (sentence: string) => void) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.request());
  }

  /** Starts one part and remembers how to stop it, and what that may take if it is more than others have. */
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

  /** Stops everything that runs by now, whatever fails on the way. */
  stopAll(): Promise<void> {
    this.stopped ??= this.stopParts();
    return this.stopped;
  }

  private async stopParts() {
    // A part that is just starting could not be stopped yet; turns of the event loop let it be remembered.
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
