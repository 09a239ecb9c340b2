import type { Database } from '../../db/client';

/**
 * Loads what people call some actors of the audit trail. An actor that is not here is called by its own text.
 */
export async function loadActorNames(_db: Database, _actors: string[]): Promise<Map<string, string>> {
  return new Map();
}
