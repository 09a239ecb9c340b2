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

/**
 * The numbers of an int4[] in PostgreSQL's binary format: a header of 20 bytes, then each after its length.
 */
function decodeInt4Array(array: Buffer): number[] {
  return Array.from({ length: array.readInt32BE(12) }, (_, index) => array.readInt32BE(24 + 8 * index));
}

/** The runs whose chunks and whose states a flush writes. */
async function flushIds(all: RunInFlush[]) {
  const written = { chunks: [] as number[], states: [] as number[] };
  const sql: SqlRunner = async (text, [ids]) => {
    if (text.startsWith('INSERT INTO reading_chunks')) written.chunks.push(Number(ids));
    if (text.startsWith('UPDATE detector_runs')) written.states.push(...decodeInt4Array(ids as Buffer));
    return [];
  };
  await Promise.all(saveRuns(sql, all, 1));
  return written;
}

/**
 * How many runs' chunks and states a flush writes; a state is never written without its readings, nor twice.
 */
async function flush(all: RunInFlush[]) {
  const { chunks, states } = await flushIds(all);
  expect(chunks.toSorted()).toEqual(states.toSorted());
  expect(new Set(states).size).toBe(states.length);
  return { chunks: chunks.length, states: states.length };
}

const many = (count: number, more: (id: number) => RunInFlush) =>
  Array.from({ length: count }, (_, id) => more(id));

describe('checkpoints', () => {
  test('of several flushes are those of different runs, until every run has one', async () => {
    const all = many(600, (id) => watched(id, chunkReadings));
    const ids: number[] = [];
    for (let round = 0; round < 3; round += 1) ids.push(...(await flushIds(all)).states);
    expect(ids.toSorted((left, right) => left - right)).toEqual(Array.from({ length: 600 }, (_, id) => id));
  });

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
