export type Fields = Record<string, unknown>;

/** Whether two JSON values are the same, whatever the order of their names. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object')
    return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every(
      (name) => Object.hasOwn(other, name) && isSame((one as Fields)[name], (other as Fields)[name]),
    )
  );
}

/** The fields that differ, as they were and as they are, for the detail of an audit row. */
export function changedFields(was: Fields, is: Fields): { before: Fields; after: Fields } {
  const names = Object.keys(is).filter((name) => !isSame(was[name], is[name]));
  const of = (fields: Fields) => Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
  return { before: of(was), after: of(is) };
}
