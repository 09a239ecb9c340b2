import { type DehydratedState, dehydrate, QueryClient } from '@tanstack/react-query';
import { isDriftwatchError } from '@/lib/errors';
import { logger } from '@/lib/logger';
import type { Method } from '@/lib/schemas/detectors';
import { listMethods } from '@/lib/services/detectors/list-methods';

/**
 * What the browser would ask for first, so that the page comes with it; without the database it asks for
 * itself, and says so.
 * @throws NOT_FOUND as the service that is asked
 */
export async function prefetch(load: (client: QueryClient) => Promise<void>): Promise<DehydratedState> {
  const client = new QueryClient();
  try {
    await load(client);
  } catch (error) {
    if (isDriftwatchError(error) && error.code === 'NOT_FOUND') throw error;
    logger.warn('a page of detectors was made without them', { error });
  }
  return dehydrate(client);
}

/** The registry as plain data: a JSON schema that zod made carries methods, which no page can be sent. */
export function plainMethods(): { items: Method[] } {
  return { items: JSON.parse(JSON.stringify(listMethods())) as Method[] };
}
