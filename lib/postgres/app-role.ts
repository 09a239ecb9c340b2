import { createHmac } from 'node:crypto';
import type pg from 'pg';

/** Owns the databases and is all that the app is to PostgreSQL. */
const appRole = 'driftwatch_app';
/** Held while roles and owners are changed: starts come one after the other. */
const setupKey = 0x44720011;

/** Follows from the superuser's, which it does not give away; so there is no second file that could be missing. */
export function appPassword(superuserPassword: string): string {
  return createHmac('sha256', superuserPassword).update(appRole).digest('hex');
}

/** The address of a database for the app, by the folder of the socket. */
export function appUrl(database: string, folder: string, port: number, superuserPassword: string): string {
  const host = encodeURIComponent(folder);
  return `postgresql://${appRole}:${appPassword(superuserPassword)}@localhost:${port}/${database}?host=${host}`;
}

/*
 * REASSIGN OWNED refuses the role that initdb made. Indexes, sequences of columns, array types and row types follow
 * what they belong to.
 */
const giveObjects = `DO $$
DECLARE change text;
BEGIN
  FOR change IN
    WITH own AS (
      SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    )
    SELECT format('SCHEMA %I', nspname) FROM pg_namespace JOIN own USING (oid) WHERE nspowner = current_user::regrole
    UNION ALL
    SELECT format('%s %s', CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
      WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, pg_class.oid::regclass)
    FROM pg_class JOIN own ON own.oid = relnamespace
    WHERE relowner = current_user::regrole AND relkind IN ('r', 'p', 'v', 'm', 'S', 'c') AND NOT EXISTS (
      SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype IN ('a', 'i')
        AND relkind = 'S'
    )
    UNION ALL
    SELECT format('TYPE %s', pg_type.oid::regtype) FROM pg_type JOIN own ON own.oid = typnamespace
    WHERE typowner = current_user::regrole AND typtype IN ('e', 'd', 'r')
    UNION ALL
    SELECT format('ROUTINE %s', pg_proc.oid::regprocedure) FROM pg_proc JOIN own ON own.oid = pronamespace
    WHERE proowner = current_user::regrole
  LOOP
    EXECUTE format('ALTER %s OWNER TO ${appRole}', change);
  END LOOP;
END $$`;

async function makeRole(client: pg.Client, password: string) {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [appRole]);
  // CREATEDB, since the app, Prisma and the tests make their own databases.
  await client.query(
    `${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${appRole} LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
     PASSWORD '${password}'`,
  );
}

/**
 * Makes the role of the app where it is missing, and gives it every database of a cluster that was made before there was
 * one. A start that is killed in the middle leaves a database to the superuser, and the next one begins with it again.
 *
 * @param client a superuser's connection.
 * @param connectTo opens another one to a named database.
 */
export async function setUpAppRole(
  client: pg.Client,
  superuserPassword: string,
  connectTo: (database: string) => Promise<pg.Client>,
) {
  await client.query('SELECT pg_advisory_lock($1)', [setupKey]);
  try {
    await makeRole(client, appPassword(superuserPassword));
    const { rows } = await client.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE datdba = current_user::regrole AND NOT datistemplate ORDER BY oid',
    );
    for (const { name } of rows) {
      const inside = await connectTo(name);
      try {
        await inside.query(giveObjects);
        // Last, since this is by what the next start knows that it is done.
        await inside.query(`ALTER DATABASE ${client.escapeIdentifier(name)} OWNER TO ${appRole}`);
      } finally {
        await inside.end();
      }
    }
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [setupKey]);
  }
}
