import type { SqlRunner } from './sql-runner';

/** Keys of the advisory locks; any constants that nothing else on the database uses. */
const detectorsKey = 0x44720001;
const queueKey = 0x44720002;

/*
 * Order in every transaction: idempotency keys by text, detectors, series rows by id (for their runs too), the row of a model
 * (to delete it, or to keep it from being deleted), then the queue.
 * Nobody takes them the other way round, so no two transactions can wait for each other.
 */

/** Held while points are evaluated: the set of detectors and their params stay as they are. */
export async function lockDetectorsForReading(run: SqlRunner) {
  await run(`SELECT pg_advisory_xact_lock_shared(${detectorsKey})::text`, []);
}

/** Held while a detector is created, changed or deleted: no point is evaluated meanwhile. */
export async function lockDetectorsForWriting(run: SqlRunner) {
  await run(`SELECT pg_advisory_xact_lock(${detectorsKey})::text`, []);
}

/** Held while jobs are added, decided or admitted, so that the count of places in the queue is exact. */
export async function lockRetrainQueue(run: SqlRunner) {
  await run(`SELECT pg_advisory_xact_lock(${queueKey})::text`, []);
}
