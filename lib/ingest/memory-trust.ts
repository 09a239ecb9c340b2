const minFlushes = 16;
const maxFlushes = 1024;

/**
 * Whether what is in memory may be taken for the present before PostgreSQL has said so. Being wrong costs an
 * attempt and an error in PostgreSQL's log, so once another process writes the same series, flushes look
 * first, until so many in a row have found nothing moved: twice as many after each time that the trust was
 * wrong, one less after each that it was right.
 */
export class MemoryTrust {
  #toLook = 0;
  #length = minFlushes;

  get isGiven(): boolean {
    return this.#toLook === 0;
  }

  /** A flush that trusted, or ran into another one, had to be done again. */
  failed() {
    this.#length = Math.min(maxFlushes, 2 * this.#length);
    this.#toLook = this.#length;
  }

  /** A flush looked first, and something had moved. */
  moved() {
    this.#toLook = this.#length;
  }

  /** A flush is committed that found nothing moved. */
  held() {
    if (this.#toLook > 0) this.#toLook -= 1;
    else if (this.#length > minFlushes) this.#length -= 1;
  }
}
