export type ShownRole = 'worst' | 'median' | 'calm';

/**
 * Chooses from series, by a measure of how far they have moved, the one that moved most, the middle one and
 * the one that moved least; fewer if there are fewer. Ties are broken by id.
 */
export function chooseShown(
  measured: readonly { id: number; shift: number }[],
): { id: number; role: ShownRole }[] {
  const ordered = measured.toSorted((a, b) => b.shift - a.shift || a.id - b.id);
  const [worst, calm] = [ordered[0], ordered.at(-1)];
  if (worst === undefined || calm === undefined) return [];
  const chosen: { id: number; role: ShownRole }[] = [{ id: worst.id, role: 'worst' }];
  if (ordered.length > 2)
    chosen.push({ id: (ordered[Math.floor(ordered.length / 2)] as { id: number }).id, role: 'median' });
  if (ordered.length > 1) chosen.push({ id: calm.id, role: 'calm' });
  return chosen;
}

/** Returns at most `limit` items, evenly spaced. */
export function evenly<Item>(items: readonly Item[], limit: number): Item[] {
  if (items.length <= limit) return [...items];
  return Array.from({ length: limit }, (_, at) => items[Math.floor((at * items.length) / limit)] as Item);
}
