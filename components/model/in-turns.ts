/** A browser opens six connections to a server; the rest of them is for what a person waits for. */
const atOnce = 4;

/** Does the same with every item, a few at a time; the results are in the order of the items. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  doOne: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const takeOne = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) results[at] = await doOne(items[at] as Item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, takeOne));
  return results;
}
