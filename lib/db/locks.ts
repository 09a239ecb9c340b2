import { setTimeout as wait } from 'node:timers/promises';
import { DriftwatchError } from '../errors';
import type { SqlRunner } from './sql-runner';
import { hasCode } from './unavailable';

/** Keys of the advisory locks; any constants that nothing else on the database uses. */
const detectorsKey = 0x44720001;
const queueKey = 0x44720002;
const detectorWritersKey = 0x44720003;
const secretsKey = 0x44720004;
const settingsKey = 0x44720005;
const usersKey = 0x44720006;

/*
 * Order in every transaction: idempotency keys by text, detectors, series rows by id (for their runs too),
 * the row of a model (to delete it, or to keep it from being deleted), the queue, the settings, the
 * users, the row of a user, then the secrets. Nobody takes them the other way round, so no two transactions
 * can wait for each other.
 */

/** Held while points are evaluated: the set of detectors and their params stay as they are. */
export async function lockDetectorsForReading(sql: SqlRunner) {
  await sql(`SELECT pg_advisory_xact_lock_shared(${detectorsKey})::text`, []);
}

/**
 * Whoever waits for the lock below keeps posts from starting; so it waits this long at a time, and then lets
 * those go on that came meanwhile. An ordinary post is over by then; one that primes a costly detector is
 * not.
 */
const queuedMs = 40;
const pauseMs = 40;
const maxAttempts = 250;
const lockNotAvailable = new Set(['55P03']);

/**
 * Held by one who changes detectors at a time: what it reads of them stays as it is. Posts go on. Enough to
 * create a detector, which has no runs that a point could be shown to; to change one,
 * `lockDetectorsForWriting` comes after it.
 */
export async function lockDetectorWriters(sql: SqlRunner) {
  await sql(`SELECT pg_advisory_xact_lock(${detectorWritersKey})::text`, []);
}

/**
 * Held while a detector is changed or deleted: no point is evaluated meanwhile, so whatever can be read and
 * refused without it is done before. Throws UNAVAILABLE when points have been evaluated without a gap for 20
 * seconds.
 */
export async function lockDetectorsForWriting(sql: SqlRunner) {
  // Only one of several writers keeps posts waiting.
  await lockDetectorWriters(sql);
  for (let attempt = 1; ; attempt += 1) {
    await sql('SAVEPOINT before_lock', []);
    await sql(`SET LOCAL lock_timeout = ${queuedMs}`, []);
    try {
      await sql(`SELECT pg_advisory_xact_lock(${detectorsKey})::text`, []);
      await sql('SET LOCAL lock_timeout TO DEFAULT', []);
      await sql('RELEASE SAVEPOINT before_lock', []);
      return;
    } catch (cause) {
      if (!hasCode(cause, lockNotAvailable)) throw cause;
      if (attempt === maxAttempts) {
        throw new DriftwatchError(
          'UNAVAILABLE',
          'points are being evaluated all the time; try again shortly',
          {
            cause,
          },
        );
      }
      await sql('ROLLBACK TO SAVEPOINT before_lock', []);
      await sql('RELEASE SAVEPOINT before_lock', []);
      await wait(pauseMs);
    }
  }
}

/** Held while jobs are added, decided or admitted, so that the count of places in the queue is exact. */
export async function lockRetrainQueue(sql: SqlRunner) {
  await sql(`SELECT pg_advisory_xact_lock(${queueKey})::text`, []);
}

/** Held while settings are changed, so that each audit row shows what there was before. */
export async function lockSettings(sql: SqlRunner) {
  await sql(`SELECT pg_advisory_xact_lock(${settingsKey})::text`, []);
}

/**
 * Held while users are added or changed: there is one first admin, and the last one who is enabled stays.
 */
export async function lockUsers(sql: SqlRunner) {
  await sql(`SELECT pg_advisory_xact_lock(${usersKey})::text`, []);
}

/**
 * Held while a session of a user begins, from the last look at what allows it on, and while sessions end: one
 * that begins with a former password, for example, has ended with it or does not begin.
 */
export async function lockSessionsOf(sql: SqlRunner, userId: string) {
  await sql('SELECT 1 AS locked FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
}

/** Held while a secret is encrypted and stored: which key encrypts stays as it is. */
export async function lockSecretsForStoring(sql: SqlRunner) {
  await sql(`SELECT pg_advisory_xact_lock_shared(${secretsKey})::text`, []);
}

/** Held while all secrets are encrypted under another key: nobody stores one under the old key meanwhile. */
export async function lockSecretsForRotation(sql: SqlRunner) {
  await sql(`SELECT pg_advisory_xact_lock(${secretsKey})::text`, []);
}
