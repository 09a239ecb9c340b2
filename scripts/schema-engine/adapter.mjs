import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { restoreCharacters } from './catalog-types.mjs';

/** @typedef {import('./arguments.mjs').Connection} Connection */

/**
 * Returns the same object with some methods replaced; private fields need the real `this`.
 *
 * @template {object} Target
 * @param {Target} target
 * @param {Partial<Target>} replacements
 * @returns {Target}
 */
function override(target, replacements) {
  return new Proxy(target, {
    get(object, key) {
      const value = Reflect.get(key in replacements ? replacements : object, key);
      if (key in replacements) return value;
      return typeof value === 'function' ? value.bind(object) : value;
    },
  });
}

/**
 * @param {any} queryable an adapter, or a transaction of one.
 * @returns {any} of the same kind.
 */
function withCharacters(queryable) {
  return override(queryable, {
    queryRaw: async (/** @type {unknown} */ query) => restoreCharacters(await queryable.queryRaw(query)),
    startTransaction: async (/** @type {unknown[]} */ ...args) =>
      withCharacters(await queryable.startTransaction(...args)),
  });
}

/**
 * An empty database in which the engine replays migrations; it is dropped after its pool has been closed.
 *
 * @param {PrismaPg} factory
 * @param {Connection} connection
 */
async function connectToShadow(factory, connection) {
  const main = await factory.connect();
  const database = `prisma_migrate_shadow_db_${randomUUID()}`;
  await main.executeScript(`CREATE DATABASE "${database}"`);
  const shadow = await new PrismaPg({ ...connection, database }).connect();
  const dispose = async () => {
    await shadow.dispose();
    await main.executeScript(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
    await main.dispose();
  };
  return override(withCharacters(shadow), { dispose });
}

/**
 * Returns Prisma's own PostgreSQL adapter, corrected where the schema engine needs it.
 *
 * @param {Connection} connection
 * @param {string | undefined} schema
 */
export function adapterFactory(connection, schema) {
  const ignore = () => {};
  const factory = new PrismaPg(connection, {
    ...(schema !== undefined && { schema }),
    onPoolError: ignore,
    onConnectionError: ignore,
  });
  return override(factory, {
    connect: async () => withCharacters(await factory.connect()),
    connectToShadowDb: () => connectToShadow(factory, connection),
  });
}
