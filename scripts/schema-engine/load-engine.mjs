import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

/**
 * Returns the engine of the package, connected to a database by `factory`.
 *
 * @param {[string, string][] | undefined} models the schema files, as pairs of path and content.
 * @param {import('@prisma/driver-adapter-utils').SqlMigrationAwareDriverAdapterFactory} factory
 */
export async function loadEngine(models, factory) {
  /** @param {string} message */
  const set_message = (message) => process.stderr.write(`${message}\n`);
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message } });
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const wasm = readFileSync(path.join(path.dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  /** @type {{__wbindgen_start?: () => void}} */ (instance.exports).__wbindgen_start?.();
  const ignoreLog = () => {};
  return bindings.SchemaEngine.new(
    { datamodels: models },
    ignoreLog,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}
