/** Returns a word that says what is wrong, or null. */
export type ReadinessCheck = () => Promise<string | null> | string | null;

export interface ReadinessReport {
  status: 'ready' | 'unavailable';
  /**
   * By name: `ok`, or a word that says what is wrong. Contains no figures, because anyone who can reach the
   * port can read it.
   */
  checks: Record<string, string>;
}

/** How long a report stays valid: many clients cost no more than one that asks once in this time. */
const freshMs = 1000;

async function wordOf(check: ReadinessCheck): Promise<string> {
  try {
    return (await check()) ?? 'ok';
  } catch {
    return 'failed';
  }
}

/**
 * Reports whether the app can do its work now. A check that throws has failed. Each check must end by itself.
 */
export class Readiness {
  readonly #checks: Record<string, ReadinessCheck>;
  readonly #now: () => number;
  #report: Promise<ReadinessReport> | undefined;
  /** Time of the last report; null while it is being made. */
  #madeMs: number | null = null;

  constructor(checks: Record<string, ReadinessCheck>, now: () => number = () => performance.now()) {
    this.#checks = checks;
    this.#now = now;
  }

  /**
   * Returns the last report if it is younger than a second or still being made; otherwise makes a new one.
   */
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
