import { describe, expect, test } from 'vitest';
import { type PackedReadings, packReading } from '@/lib/db/packed-readings';
import { chunkReadings } from '@/lib/db/sql/reading-chunks';
import type { SqlRunner } from '@/lib/db/sql-runner';
import type { RunInFlush } from '@/lib/ingest/flush/run-in-flush';
import { saveRuns } from '@/lib/ingest/flush/save-runs';
import { createBehaviour, DetectorStrategy } from '@/lib/monitoring';

const behaviour = createBehaviour('static_threshold', { lower: 0.5 });

/** A run as it is after `count` points, the last of which came with this flush. */
function watched(
  id: number,
  count: number,
  { replaced = 0, tookLong = false, updateCost = behaviour.updateCost } = {},
): RunInFlush {
  const strategy = new DetectorStrategy({ ...behaviour, updateCost });
  const readings: PackedReadings = [];
  for (let index = 0; index < count; index += 1) {
    packReading(readings, index, strategy.update(0.9, index));
  }
  const run = {
    id,
    strategy,
    readings,
    storedLevel: strategy.level,
    tookLong,
    checkpointMs: 0,
  };
  return { batch: { accepted: [{}], replaced: Array(replaced).fill({}) }, run } as unknown as RunInFlush;
}

/** How many chunks and how many states a flush writes; the ids of an array of integers begin after its 20 bytes. */
async function flush(all: RunInFlush[]) {
  const written = { chunks: 0, states: 0 };
  const sql: SqlRunner = async (text, [ids]) => {
    if (text.startsWith('INSERT INTO reading_chunks')) written.chunks += 1;
    if (text.startsWith('UPDATE detector_runs')) written.states += ((ids as Buffer).length - 20) / 8;
    return [];
  };
  await Promise.all(saveRuns(sql, all, 1));
  return written;
}

const many = (count: number, more: (id: number) => RunInFlush) =>
  Array.from({ length: count }, (_, id) => more(id));

describe('checkpoints', () => {
  test('that are due together are written over several flushes', async () => {
    const all = many(600, (id) => watched(id, chunkReadings));
    expect(await flush(all)).toEqual({ chunks: 256, states: 256 });
    expect(await flush(all)).toEqual({ chunks: 256, states: 256 });
    expect(await flush(all)).toEqual({ chunks: 88, states: 88 });
    expect(await flush(all)).toEqual({ chunks: 0, states: 0 });
  });

  test('of states that had to be rebuilt have their turns too', async () => {
    const all = many(300, (id) => watched(id, 64, { tookLong: true }));
    expect(await flush(all)).toEqual({ chunks: 256, states: 256 });
    expect(await flush(all)).toEqual({ chunks: 44, states: 44 });
  });

  test('are written of those first that are furthest behind, or later ones would never have their turn', async () => {
    const soonAgain = many(256, (id) => watched(id, 64, { tookLong: true }));
    const waiting = many(44, (id) => watched(256 + id, 65, { tookLong: true }));
    await flush([...soonAgain, ...waiting]);
    expect(waiting.filter(({ run }) => run.tookLong)).toEqual([]);
  });

  test('are a share of those due when these are very many', async () => {
    const all = many(8000, (id) => watched(id, 64, { tookLong: true }));
    expect(await flush(all)).toEqual({ chunks: 500, states: 500 });
  });

  test('of a costly method come sooner, so that no restart has much to replay', async () => {
    const costly = { updateCost: 400_000 };
    expect(await flush([watched(1, 99, costly)])).toEqual({ chunks: 0, states: 0 });
    expect(await flush([watched(1, 100, costly)])).toEqual({ chunks: 1, states: 1 });
  });

  test('of series with replaced points do not wait', async () => {
    const all = many(300, (id) => watched(id, 10, { replaced: 1 }));
    expect(await flush(all)).toEqual({ chunks: 300, states: 300 });
  });
});
