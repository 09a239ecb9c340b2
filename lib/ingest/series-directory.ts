/** Room for this many series; a text of a few dozen characters and a number each. */
const maxEntries = 500_000;

/**
 * Which series has which id, by `seriesKey`. A guess: rows may have gone since, so whoever uses it checks.
 */
export class SeriesDirectory {
  readonly #ids = new Map<string, number>();

  get(text: string): number | undefined {
    return this.#ids.get(text);
  }

  set(text: string, id: number): void {
    if (this.#ids.size >= maxEntries && !this.#ids.has(text)) this.#ids.clear();
    this.#ids.set(text, id);
  }

  delete(text: string): void {
    this.#ids.delete(text);
  }
}
