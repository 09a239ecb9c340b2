import { database } from '../../lib/db/client';
import { env } from '../../lib/env';
import { logger } from '../../lib/logger';
import type { RequestObserver } from '../../lib/operations/request-observer';
import type { RouteTemplates } from '../../lib/operations/route-templates';
import { CallerCache } from '../../lib/services/callers/caller-cache';
import { KeyUse } from '../../lib/services/callers/key-use';
import { ensureLocalKey, localKeyFile } from '../../lib/services/callers/local-key';
import { hasAdmin } from '../../lib/services/identity/has-admin';
import { setUpToken } from '../../lib/services/identity/set-up-token';
import { createGate } from './gate';

/** Remembers that there is an admin: the last one can neither be disabled nor demoted. */
function setUpCheck() {
  let isSetUp = false;
  return async () => {
    isSetUp ||= await hasAdmin(database());
    return isSetUp;
  };
}

/** The gate of the app, with what it needs to know callers. */
export function openGate(options: { observer: RequestObserver; templates: RouteTemplates }) {
  const callers = new CallerCache();
  const gate = createGate({ callers, keyUse: new KeyUse(), isSetUp: setUpCheck(), ...options });
  return { gate, close: async () => callers.close() };
}

/** Makes the key of this installation, and says how to make the first admin if there is none. */
export async function prepareIdentity(say: (sentence: string) => void, address: string) {
  await ensureLocalKey().catch((error) =>
    logger.warn('commands of this installation, such as npm run sample, have no key', {
      file: localKeyFile(env().DRIFTWATCH_DATA),
      error,
    }),
  );
  if (await hasAdmin(database())) return;
  say('There is no admin yet, so only this machine can reach the app. Make the first one:');
  say(`Set up: ${address}/set-up#${setUpToken()}`);
}
