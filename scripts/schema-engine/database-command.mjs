import pg from 'pg';

const existsAlready = '42P04';
/** Maps PostgreSQL's codes to Prisma's; anything else counts as an unreachable server. */
/** @type {Record<string, string>} */
const prismaCodes = { '3D000': 'P1003', '28P01': 'P1000' };

/**
 * @param {string | undefined} command
 * @param {import('./arguments.mjs').Connection} connection
 */
async function execute(command, connection) {
  const isCheck = command === 'can-connect-to-database';
  const client = new pg.Client(isCheck ? connection : { ...connection, database: 'postgres' });
  await client.connect();
  try {
    if (command === 'create-database') {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(connection.database)}`);
    }
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== existsAlready) throw error;
  } finally {
    await client.end();
  }
}

/**
 * Runs `cli can-connect-to-database` and `cli create-database`; returns the exit code.
 *
 * @param {string | undefined} command
 * @param {import('./arguments.mjs').Connection} connection
 */
export async function runDatabaseCommand(command, connection) {
  try {
    await execute(command, connection);
    return 0;
  } catch (error) {
    const { code = '', message } = /** @type {NodeJS.ErrnoException} */ (error);
    const fields = {
      is_panic: false,
      message,
      error_code: prismaCodes[code] ?? 'P1001',
      meta: {},
    };
    const line = {
      timestamp: new Date().toISOString(),
      level: 'ERROR',
      fields,
      target: 'schema_engine::logger',
    };
    // Prisma skips the first line.
    process.stderr.write(`\n${JSON.stringify(line)}`);
    return 1;
  }
}
