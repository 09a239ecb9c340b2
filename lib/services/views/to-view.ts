import type { Prisma } from '../../db/types';
import type { SavedView } from '../../schemas/views';

/** Converts a saved view to the form of the API. */
export function toView(row: Prisma.SavedViewGetPayload<object>): SavedView {
  const { id, name, path, query, createdAt } = row;
  return { id, name, path, query, created_at: createdAt.toISOString() };
}
