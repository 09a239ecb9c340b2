/** Age at which a figure is read again. */
const freshMs = 15_000;

export interface Aged<Figures> {
  figures: Figures;
  ageMs: number;
}

/**
 * Figures that cost a query. A caller gets the last figures immediately; if they are old, they are read again
 * in the background. So nobody waits for the database, and it is queried at most four times a minute.
 */
export class StoredFigures<Figures> {
  readonly #read: () => Promise<Figures>;
  readonly #now: () => number;
  #last: { figures: Figures; atMs: number } | null = null;
  #triedMs: number | null = null;
  #isReading = false;

  constructor(read: () => Promise<Figures>, now: () => number = () => performance.now()) {
    this.#read = read;
    this.#now = now;
  }

  /** Returns the last figures, or null until they have been read once. */
  look(): Aged<Figures> | null {
    const nowMs = this.#now();
    const isDue = this.#triedMs === null || nowMs - this.#triedMs >= freshMs;
    if (isDue && !this.#isReading) void this.#refresh(nowMs);
    return this.#last && { figures: this.#last.figures, ageMs: nowMs - this.#last.atMs };
  }

  async #refresh(nowMs: number) {
    this.#triedMs = nowMs;
    this.#isReading = true;
    try {
      this.#last = { figures: await this.#read(), atMs: this.#now() };
    } catch {
      // The age of the last figures shows the failure, and so does readiness.
    } finally {
      this.#isReading = false;
    }
  }
}
