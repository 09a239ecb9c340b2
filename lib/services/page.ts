import type { z } from 'zod';
import { DriftwatchError } from '../errors';

/** Encodes the sort key of the last item as an opaque cursor. */
export function encodeCursor(key: (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * Decodes the sort key of a cursor made by `encodeCursor`; `keySchema` excludes values that the database
 * rejects.
 */
export function decodeCursor<Key>(cursor: string | undefined, keySchema: z.ZodType<Key>): Key | null {
  if (cursor === undefined) return null;
  try {
    const key = keySchema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (key.success) return key.data;
  } catch {
    // Falls through to the error below: it was not one of our cursors.
  }
  throw new DriftwatchError('INVALID_INPUT', 'the cursor does not come from this list', {
    errors: [{ field: 'cursor', message: 'must be the next_cursor of an earlier response' }],
  });
}

/** Returns a page from `limit + 1` rows: the additional row shows that there is a next page. */
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
