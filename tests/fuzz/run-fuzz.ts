import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { closeDatabase } from '@/lib/db/client';
import { closeIngestDatabase } from '@/lib/db/ingest-database';
import { migrate } from '@/lib/db/migrate';
import { closeIngestPipeline } from '@/lib/ingest/ingest-pipeline';
import { openEmbeddedServer } from '@/lib/postgres/embedded-server';
import { fuzzPosts } from './fuzz-posts';

/** Maximum growth of the heap between a fifth of the run, when caches are warm, and its end. */
const maxGrowthMiB = 32;

const { values } = parseArgs({
  options: { bodies: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const bodies = Number(values.bodies);
const seed = Number(values.seed);
if (!Number.isInteger(bodies) || bodies < 1 || !Number.isInteger(seed)) {
  throw new Error('usage: npm run test:fuzz -- --bodies 100000 --seed 1');
}

function heapMiB(): number {
  if (!globalThis.gc) throw new Error('run with node --expose-gc');
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

const dataFolder = await mkdtemp(path.join(tmpdir(), 'driftwatch-fuzz-'));
const server = await openEmbeddedServer({
  dataFolder,
  settings: { fsync: 'off', synchronous_commit: 'off' },
});
try {
  process.env.DATABASE_URL = server.url('fuzz');
  await migrate({ connectionString: process.env.DATABASE_URL, folder: 'prisma/migrations' });
  let warm: number | undefined;
  let said = 0;
  const { sent, statuses, points } = await fuzzPosts({
    bodies,
    seed,
    onRound: (count) => {
      if (count >= bodies / 5) warm ??= heapMiB();
      if (count - said < 10_000) return;
      said = count;
      console.log(`${count} bodies, heap ${heapMiB().toFixed(1)} MiB`);
    },
  });
  const growth = heapMiB() - (warm ?? 0);
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  console.log(`${sent} bodies of seed ${seed}: ${counts.join(', ')}; ${points} points stored`);
  console.log(`heap grew by ${growth.toFixed(1)} MiB after the first fifth (at most ${maxGrowthMiB})`);
  if (growth > maxGrowthMiB) process.exitCode = 1;
} finally {
  await closeIngestPipeline();
  await closeIngestDatabase();
  await closeDatabase();
  await server.close();
  await rm(dataFolder, { recursive: true, force: true });
}
