/**
 * The element at an index that is inside the list: what `noUncheckedIndexedAccess` cannot know is checked
 * here, so that a wrong index is an error and not a NaN some lines later.
 *
 * Not for loops that run for every point or pair of points: docs/decisions/0019-indexed-reads.md says why.
 *
 * @throws RangeError for an index outside
 */
export function elementAt<Element>(values: ArrayLike<Element>, index: number): Element {
  const element = values[index];
  if (element === undefined) throw new RangeError(`no element ${index} in a list of ${values.length}`);
  return element;
}
