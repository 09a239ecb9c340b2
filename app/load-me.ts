import { callerIfKnown } from '@/lib/http/caller';
import { logger } from '@/lib/logger';
import type { Me } from '@/lib/schemas/identity';
import { getMe } from '@/lib/services/identity/get-me';

/** Who asks for the page, as every screen knows it; undefined if nobody has signed in. */
export async function loadMe(): Promise<Me | undefined> {
  const actor = callerIfKnown();
  if (actor === undefined) return undefined;
  try {
    return await getMe({ actor, input: {} });
  } catch (error) {
    logger.warn('the page was made without the name of its user', { error });
    return { actor: actor.name, user: null, access: actor.access };
  }
}
