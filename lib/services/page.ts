import { DriftwatchError } from '../errors';

/** An opaque cursor: the sort key of the last item. */
export function encodeCursor(key: (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The sort key in a cursor that `encodeCursor` made with as many parts of these types. */
export function decodeCursor<Key extends (string | number)[]>(
  cursor: string | undefined,
  types: { [Index in keyof Key]: Key[Index] extends number ? 'number' : 'string' },
): Key | null {
  if (cursor === undefined) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(key) &&
      key.length === types.length &&
      key.every((part, index) => typeof part === types[index])
    ) {
      return key as Key;
    }
  } catch {
    // Falls through to the error below: whatever it was, it was not one of our cursors.
  }
  throw new DriftwatchError('INVALID_INPUT', 'the cursor is not one that this list gave out', {
    errors: [{ field: 'cursor', message: 'must be the next_cursor of an earlier answer' }],
  });
}

/** A page out of `limit + 1` rows: one row more than asked for says that there is a next page. */
export function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  toItem: (row: Row) => Item,
  keyOf: (row: Row) => (string | number)[],
): { items: Item[]; next_cursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    next_cursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null,
  };
}
