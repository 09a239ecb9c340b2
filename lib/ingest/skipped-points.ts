import type { FieldError } from '../errors';
import type { Skipped } from '../schemas/metrics';

/** How many faults of skipped points an answer lists. */
const maxListed = 100;

/** Counts what is left out of a request that takes its valid points only. */
export class SkippedPoints {
  #count = 0;
  #faults = 0;
  readonly #errors: FieldError[] = [];

  /** So many points more, and what is wrong with them. */
  add(count: number, faults: FieldError[]) {
    this.#count += count;
    this.#faults += faults.length;
    if (this.#errors.length < maxListed)
      this.#errors.push(...faults.slice(0, maxListed - this.#errors.length));
  }

  get summary(): Skipped {
    return { count: this.#count, errors: [...this.#errors], more: this.#faults - this.#errors.length };
  }
}
