import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { restoreCharacters } from './catalog-types.mjs';

/** Returns the same object with some methods replaced; private fields need the real `this`. */
function override(target, replacements) {
  return new Proxy(target, {
    get(object, key) {
      if (key in replacements) return replacements[key];
      const value = object[key];
      return typeof value === 'function' ? value.bind(object) : value;
    },
  });
}

function withCharacters(queryable) {
  return override(queryable, {
    queryRaw: async (query) => restoreCharacters(await queryable.queryRaw(query)),
    startTransaction: async (...args) => withCharacters(await queryable.startTransaction(...args)),
  });
}

/** An empty database in which the engine replays migrations; it is dropped after its pool has been closed. */
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

/** Returns Prisma's own PostgreSQL adapter, corrected where the schema engine needs it. */
export function adapterFactory(connection, schema) {
  const ignore = () => {};
  const factory = new PrismaPg(connection, { schema, onPoolError: ignore, onConnectionError: ignore });
  return override(factory, {
    connect: async () => withCharacters(await factory.connect()),
    connectToShadowDb: () => connectToShadow(factory, connection),
  });
}
