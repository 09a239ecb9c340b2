import { describeLoad } from '../examples/elec2/describe-load';
import { loadSample } from '../examples/elec2/load-sample';
import { env } from '../lib/env';

/** Loads the sample into a running app and reports the result. */
export async function sample(): Promise<void> {
  const { DRIFTWATCH_URL, PORT, TLS_CERT_FILE } = env();
  const baseUrl = DRIFTWATCH_URL ?? `${TLS_CERT_FILE ? 'https' : 'http'}://127.0.0.1:${PORT}`;
  process.stdout.write(`Loading the sample into ${baseUrl}…\n`);
  const load = await loadSample({ fetch, baseUrl });
  process.stdout.write(`${describeLoad(load)}\nOpen ${baseUrl} to look at it\n`);
}
