#!/usr/bin/env node
/*
 * Prisma's schema engine for networks where the native one cannot be downloaded. It speaks the protocol of
 * the native engine and runs the WebAssembly build of the same version on Prisma's PostgreSQL adapter. Used
 * by `npm run prisma`; docs/decisions/ explains why.
 */
import { adapterFactory } from './schema-engine/adapter.mjs';
import { answerRequests } from './schema-engine/answer-requests.mjs';
import { readConnection, readModels } from './schema-engine/arguments.mjs';
import { reportCatalogTypesAsText } from './schema-engine/catalog-types.mjs';
import { runDatabaseCommand } from './schema-engine/database-command.mjs';
import { loadEngine } from './schema-engine/load-engine.mjs';

const argv = process.argv.slice(2);
if (argv.includes('--version')) {
  console.log('schema-engine-cli wasm');
  process.exit(0);
}
const { connection, schema } = readConnection(argv);
if (argv.includes('cli')) process.exit(await runDatabaseCommand(argv.at(-1), connection));
reportCatalogTypesAsText();
await answerRequests(await loadEngine(readModels(argv), adapterFactory(connection, schema)));
process.exit(0);
