import type { z } from 'zod';
import { DriftwatchError } from '../errors';

/** An opaque cursor: the sort key of the last item. */
export function encodeCursor(key: (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The sort key in a cursor that `encodeCursor` made; `keySchema` keeps out what the database would stumble over. */
export function decodeCursor<Key>(cursor: string | undefined, keySchema: z.ZodType<Key>): Key | null {
  if (cursor === undefined) return null;
  try {
    const key = keySchema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (key.success) return key.data;
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
