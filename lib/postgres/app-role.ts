import { createHmac } from 'node:crypto';
import type pg from 'pg';

/** Owns the databases; the app connects only as this role. */
const appRole = 'driftwatch_app';
/** Lock held while roles and owners change, so that concurrent starts take turns. */
const setupKey = 0x44720011;

/**
 * Derived from the superuser's password without revealing it, so that there is no second file that could get
 * lost.
 */
export function appPassword(superuserPassword: string): string {
  return createHmac('sha256', superuserPassword).update(appRole).digest('hex');
}

/** Returns the connection string of a database for the app, by the folder of the socket. */
export function appUrl(database: string, folder: string, port: number, superuserPassword: string): string {
  const host = encodeURIComponent(folder);
  return `postgresql://${appRole}:${appPassword(superuserPassword)}@localhost:${port}/${database}?host=${host}`;
}

/*
 * REASSIGN OWNED refuses the role created by initdb. Indexes, column sequences, array types and row types
 * follow the object they belong to.
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
  // CREATEDB, because the app, Prisma and the tests create databases.
  await client.query(
    `${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${appRole} LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
     PASSWORD '${password}'`,
  );
}

/**
 * Creates the app's role if it is missing, and gives it every database of a cluster that is older than the
 * role. If a start is killed halfway, the database still belongs to the superuser and the next start repeats
 * it.
 *
 * @param client connection as superuser
 * @param connectTo opens another such connection to a database
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
        // Last, because the owner tells the next start that this database is done.
        await inside.query(`ALTER DATABASE ${client.escapeIdentifier(name)} OWNER TO ${appRole}`);
      } finally {
        await inside.end();
      }
    }
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [setupKey]);
  }
}
