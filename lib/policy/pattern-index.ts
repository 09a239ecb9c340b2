import { matchesPattern } from './matches-pattern';

interface Patterns {
  modelPattern: string;
  metricPattern: string;
}

/** An item and its position among all items. */
interface Placed<Item> {
  item: Item;
  place: number;
}

const isExact = (pattern: string) => !/[*?]/.test(pattern);

/**
 * Finds the items whose patterns match a series. Items with an exact model or metric are looked up, so that
 * ten thousand detectors on other models cost nothing. Only patterns with `*` or `?` are compared one by one.
 *
 * @param matches how to compare a name with a pattern; `matchesPattern` by default
 */
export class PatternIndex<Item extends Patterns> {
  /** By exact metric, then by exact model; `null` holds the items with a pattern in that place. */
  readonly #byMetric = new Map<string | null, Map<string | null, Placed<Item>[]>>();
  readonly #matches: typeof matchesPattern;

  constructor(items: readonly Item[], matches: typeof matchesPattern = matchesPattern) {
    this.#matches = matches;
    for (const [place, item] of items.entries()) {
      const metric = isExact(item.metricPattern) ? item.metricPattern : null;
      const model = isExact(item.modelPattern) ? item.modelPattern : null;
      const byModel = this.#byMetric.get(metric) ?? new Map<string | null, Placed<Item>[]>();
      this.#byMetric.set(metric, byModel);
      const placed = byModel.get(model);
      if (placed === undefined) byModel.set(model, [{ item, place }]);
      else placed.push({ item, place });
    }
  }

  /**
   * Returns the items that watch this series, in the order they were given. The cost grows with the items
   * found and those with patterns.
   */
  matching(modelId: string, metric: string): Item[] {
    const found: Placed<Item>[] = [];
    for (const metricKey of [metric, null]) {
      const byModel = this.#byMetric.get(metricKey);
      if (byModel === undefined) continue;
      for (const modelKey of [modelId, null]) {
        for (const one of byModel.get(modelKey) ?? []) {
          const { modelPattern, metricPattern } = one.item;
          if (metricKey === null && !this.#matches(metricPattern, metric)) continue;
          if (modelKey === null && !this.#matches(modelPattern, modelId)) continue;
          found.push(one);
        }
      }
    }
    return found.sort((a, b) => a.place - b.place).map(({ item }) => item);
  }
}
