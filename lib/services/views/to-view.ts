import type { Prisma } from '../../db/types';
import type { SavedView } from '../../schemas/views';

/** A saved view as the API shows it. */
export function toView(row: Prisma.SavedViewGetPayload<object>): SavedView {
  const { id, name, path, query, createdAt } = row;
  return { id, name, path, query, created_at: createdAt.toISOString() };
}
