/** A word for what is wrong, null when nothing is. */
export type ReadinessCheck = () => Promise<string | null> | string | null;

export interface ReadinessReport {
  status: 'ready' | 'unavailable';
  /** By name: `ok`, or a word for what is wrong. No figures: whoever can reach the port may ask. */
  checks: Record<string, string>;
}

/** How long a report stands once it is there: a crowd that asks costs no more than one that asks once in this time. */
const freshMs = 1000;

async function wordOf(check: ReadinessCheck): Promise<string> {
  try {
    return (await check()) ?? 'ok';
  } catch {
    return 'failed';
  }
}

/** Whether the app can do its work now. A check that throws has failed; each has to end by itself. */
export class Readiness {
  readonly #checks: Record<string, ReadinessCheck>;
  readonly #now: () => number;
  #report: Promise<ReadinessReport> | undefined;
  /** When it was made; null while it is being made. */
  #madeMs: number | null = null;

  constructor(checks: Record<string, ReadinessCheck>, now: () => number = () => performance.now()) {
    this.#checks = checks;
    this.#now = now;
  }

  /** The last report if it is at most a second old, or being made. */
  report(): Promise<ReadinessReport> {
    const isOld = this.#madeMs !== null && this.#now() - this.#madeMs >= freshMs;
    if (this.#report === undefined || isOld) {
      this.#madeMs = null;
      this.#report = this.#make();
    }
    return this.#report;
  }

  async #make(): Promise<ReadinessReport> {
    const names = Object.keys(this.#checks);
    const words = await Promise.all(Object.values(this.#checks).map(wordOf));
    this.#madeMs = this.#now();
    const status = words.every((word) => word === 'ok') ? 'ready' : 'unavailable';
    return { status, checks: Object.fromEntries(names.map((name, at) => [name, words[at] as string])) };
  }
}
