import type { Database, Transaction } from '../../db/client';

const idsOf = (actors: string[], kind: string) =>
  actors.filter((actor) => actor.startsWith(kind)).map((actor) => actor.slice(kind.length));

/**
 * Loads what people call some actors: the names of users, the descriptions of keys. An actor that is not here
 * is called by its own text.
 */
export async function loadActorNames(
  db: Database | Transaction,
  actors: (string | null)[],
): Promise<Map<string, string>> {
  const distinct = [...new Set(actors)].filter((actor) => actor !== null);
  const userIds = idsOf(distinct, 'user:');
  const keyIds = idsOf(distinct, 'key:');
  const names = new Map<string, string>();
  if (userIds.length > 0) {
    const users = await db.user.findMany({
      where: { id: { in: userIds } },
      select: { id: true, name: true },
    });
    for (const { id, name } of users) names.set(`user:${id}`, name);
  }
  if (keyIds.length > 0) {
    const keys = await db.apiKey.findMany({
      where: { id: { in: keyIds } },
      select: { id: true, description: true },
    });
    for (const { id, description } of keys) names.set(`key:${id}`, description);
  }
  return names;
}
