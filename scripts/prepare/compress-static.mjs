import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

/** What brotli makes smaller; fonts are compressed already. */
const texts = /\.(js|css|svg)$/;

/**
 * Puts a brotli copy beside every script and stylesheet of a build: a sixth smaller than what could be
 * compressed while it is sent, and sent without work. `scripts/serve/static-front.ts` serves them.
 *
 * @param {string} folder `static` of a build of Next
 */
export function compressStatic(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!texts.test(name)) continue;
    const file = path.join(folder, name);
    const { BROTLI_PARAM_QUALITY, BROTLI_MAX_QUALITY } = zlib.constants;
    const params = { [BROTLI_PARAM_QUALITY]: BROTLI_MAX_QUALITY };
    writeFileSync(`${file}.br`, zlib.brotliCompressSync(readFileSync(file), { params }));
  }
}
