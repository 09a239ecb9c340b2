import { describeLoad } from '../examples/elec2/describe-load';
import { loadSample } from '../examples/elec2/load-sample';
import { env } from '../lib/env';
import { DriftwatchError } from '../lib/errors';
import { localKeyFile, readLocalKey } from '../lib/services/callers/local-key';
import { sendKeyTo } from './send-key';

/** Loads the sample into a running app and reports the result. */
export async function sample(): Promise<void> {
  const { DRIFTWATCH_URL, DRIFTWATCH_DATA, DRIFTWATCH_KEY, PORT, TLS_CERT_FILE } = env();
  const baseUrl = DRIFTWATCH_URL ?? `${TLS_CERT_FILE ? 'https' : 'http'}://127.0.0.1:${PORT}`;
  const key = DRIFTWATCH_KEY ?? (await readLocalKey(DRIFTWATCH_DATA));
  if (key === null) {
    throw new DriftwatchError(
      'UNAUTHENTICATED',
      `there is no key in ${localKeyFile(DRIFTWATCH_DATA)}; start the app here first, or set DRIFTWATCH_KEY to a key of scope admin`,
    );
  }
  sendKeyTo(baseUrl, key);
  process.stdout.write(`Loading the sample into ${baseUrl}…\n`);
  const load = await loadSample({ fetch, baseUrl });
  process.stdout.write(`${describeLoad(load)}\nOpen ${baseUrl} to look at it\n`);
}
