import { Prisma } from '../../generated/prisma/client';
import type { Database } from '../client';
import { isVisible } from './search-conditions';

/** Returns the ids of the models that match one of some patterns, in which `*` stands for any text. */
export async function visibleModelIds(db: Database, patterns: string[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM models WHERE ${isVisible(Prisma.sql`id`, patterns)} ORDER BY id`;
  return rows.map(({ id }) => id);
}
