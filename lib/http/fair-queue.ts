/**
 * A queue that serves callers in rotation, and each of them in order: who asks for much waits for himself,
 * and not everybody else for him.
 */
export class FairQueue<Item> {
  /** Callers by the time they were served last; their items, oldest first. */
  readonly #items = new Map<string, Set<Item>>();
  #size = 0;

  /** Number of items in the queue. */
  get size(): number {
    return this.#size;
  }

  /** Returns the number of items of one caller. */
  sizeOf(who: string): number {
    return this.#items.get(who)?.size ?? 0;
  }

  /** Adds an item, which must not be in the queue. */
  add(who: string, item: Item) {
    const theirs = this.#items.get(who) ?? new Set();
    this.#items.set(who, theirs.add(item));
    this.#size += 1;
  }

  /** Removes an item before it is served. */
  delete(who: string, item: Item) {
    const theirs = this.#items.get(who);
    if (!theirs?.delete(item)) return;
    this.#size -= 1;
    if (theirs.size === 0) this.#items.delete(who);
  }

  /**
   * Removes and returns the oldest item of the caller who has waited longest to be served.
   *
   * @param may whether a caller may be served now; everybody if it is missing
   */
  take(may: (who: string) => boolean = () => true): Item | undefined {
    for (const [who, theirs] of this.#items) {
      if (!may(who)) continue;
      const [item] = theirs as Set<Item>;
      this.#items.delete(who);
      theirs.delete(item as Item);
      if (theirs.size > 0) this.#items.set(who, theirs);
      this.#size -= 1;
      return item;
    }
    return undefined;
  }
}
