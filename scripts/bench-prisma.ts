import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { report } from '../benchmarks/report';
import { float8Array, int4Array } from '../lib/db/binary-arrays';
import { PrismaClient } from '../lib/generated/prisma/client';
import { openEmbeddedServer } from '../lib/postgres/embedded-server';
import { GatheringAdapter } from './bench-prisma/gathering-adapter';

const transactions = 500;
const rowsPerInsert = 1000;
const shortStatements = 8;
const insert = 'INSERT INTO sent SELECT * FROM unnest($1::int[], $2::float8[])';
const numbers = Array.from({ length: rowsPerInsert }, (_, index) => index);
const columns = () => [int4Array(numbers), float8Array(numbers)];

/** Returns the CPU time of this process so far, in milliseconds. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function measure(work: () => Promise<unknown>) {
  for (let warm = 0; warm < transactions / 5; warm += 1) await work();
  const [cpu, begin] = [cpuMs(), performance.now()];
  for (let done = 0; done < transactions; done += 1) await work();
  return { ms: (performance.now() - begin) / transactions, cpuMs: (cpuMs() - cpu) / transactions };
}

async function compare(pool: pg.Pool) {
  const prisma = new PrismaClient({ adapter: new GatheringAdapter(pool) });
  const onDriver = async (statements: pg.QueryConfig[]) => {
    const client = await pool.connect();
    const sent = [
      client.query('BEGIN'),
      ...statements.map((one) => client.query(one)),
      client.query('COMMIT'),
    ];
    await Promise.all(sent);
    client.release();
  };
  const short = Array.from({ length: shortStatements }, (_, index) => `SELECT ${index} AS number`);
  const measured = {
    short: {
      driver: await measure(() => onDriver(short.map((text, index) => ({ name: `short${index}`, text })))),
      prisma: await measure(() =>
        prisma.$transaction((tx) => Promise.all(short.map((text) => tx.$queryRawUnsafe(text)))),
      ),
    },
    insert: {
      driver: await measure(() => onDriver([{ name: 'insert', text: insert, values: columns() }])),
      prisma: await measure(() => prisma.$transaction((tx) => tx.$queryRawUnsafe(insert, ...columns()))),
    },
  };
  await prisma.$disconnect();
  return measured;
}

const dataFolder = await mkdtemp(path.join(tmpdir(), 'driftwatch-bench-'));
const server = await openEmbeddedServer({ dataFolder });
try {
  const pool = new pg.Pool({
    connectionString: server.url('postgres'),
    max: 2,
    pipeline: true,
  } as pg.PoolConfig);
  await pool.query('CREATE UNLOGGED TABLE sent (number int, value float8)');
  const { short, insert: rows } = await compare(pool);
  await pool.end();
  const row = (name: string, { driver, prisma }: typeof short) => [
    name,
    driver.ms,
    prisma.ms,
    driver.cpuMs,
    prisma.cpuMs,
    prisma.cpuMs / driver.cpuMs,
  ];
  report({
    id: 'prisma',
    title: 'A transaction through Prisma and through the driver',
    command: 'npm run bench:prisma',
    about: `The same statements over the same connection, ${transactions} sequential transactions each. Prisma uses the driver adapter, extended so that it prepares statements, sends those of one turn together and does not wait for BEGIN. Times are those of Node, without PostgreSQL. Why it matters: [decision 15](decisions/0015-what-goes-through-prisma.md).`,
    header: [
      'transaction',
      'driver, ms',
      'Prisma, ms',
      'driver, ms of CPU',
      'Prisma, ms of CPU',
      'ratio of CPU',
    ],
    rows: [
      row(`${shortStatements} short statements`, short),
      row(`${rowsPerInsert} rows as two binary arrays`, rows),
    ],
  });
} finally {
  await server.close();
  await rm(dataFolder, { recursive: true, force: true });
}
