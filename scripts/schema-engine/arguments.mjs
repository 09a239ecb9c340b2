import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Connection
 * @property {string} host
 * @property {number} port
 * @property {string} user
 * @property {string} password
 * @property {string} database
 */

/** @type {(argv: string[], name: string) => string | undefined} */
const argumentAfter = (argv, name) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined);

/**
 * Prisma passes JSON as base64, as plain text or as the path of a file, depending on the command.
 *
 * @param {string} value
 */
function decode(value) {
  for (const text of [Buffer.from(value, 'base64').toString(), value]) {
    try {
      return JSON.parse(text);
    } catch {}
  }
  return undefined;
}

/**
 * Returns the schema files as pairs of path and content.
 *
 * @param {string[]} argv
 */
export function readModels(argv) {
  const value = argumentAfter(argv, '--datamodels') ?? argumentAfter(argv, '--datamodel');
  if (value === undefined) return undefined;
  return decode(value) ?? [[value, readFileSync(value, 'utf8')]];
}

/**
 * Returns the database as separate fields, not as one URL: given a URL, the adapter would use it for the
 * shadow database too, and so open the real one. Of the parameters of the URL, only `schema` and `host` are
 * supported.
 *
 * @param {string[]} argv
 * @returns {{schema: string | undefined, connection: Connection}}
 */
export function readConnection(argv) {
  const datasource = argumentAfter(argv, '--datasource');
  const url = new URL((datasource && decode(datasource)?.url) || process.env.DATABASE_URL);
  return {
    schema: url.searchParams.get('schema') ?? undefined,
    connection: {
      host: url.searchParams.get('host') ?? decodeURIComponent(url.hostname),
      port: Number(url.port || 5432),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)),
    },
  };
}
