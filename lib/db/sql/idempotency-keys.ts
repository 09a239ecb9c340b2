import type { SqlRunner } from '../sql-runner';

export interface StoredAnswer {
  key: string;
  bodyHash: string;
  answer: unknown;
}

/**
 * Takes keys for this transaction, in key order; answers what is stored under those that were used before.
 * Another transaction that holds one of them is waited for.
 */
export async function takeKeys(
  sql: SqlRunner,
  now: Date,
  keys: { key: string; bodyHash: string }[],
): Promise<StoredAnswer[]> {
  const texts = keys.map(({ key }) => key);
  const taken = await sql<{ key: string }>(
    `INSERT INTO idempotency_keys (key, body_hash, answer, created_at)
     SELECT key, body_hash, 'null', $3::timestamptz FROM unnest($1::text[], $2::text[]) AS wanted(key, body_hash)
     ORDER BY key ON CONFLICT DO NOTHING RETURNING key`,
    [texts, keys.map(({ bodyHash }) => bodyHash), now],
  );
  if (taken.length === keys.length) return [];
  const own = new Set(taken.map(({ key }) => key));
  return sql<StoredAnswer>(
    `SELECT key, body_hash AS "bodyHash", answer FROM idempotency_keys WHERE key = ANY($1::text[])`,
    [texts.filter((key) => !own.has(key))],
  );
}

export async function storeAnswers(sql: SqlRunner, answers: { key: string; answer: unknown }[]) {
  await sql(
    `UPDATE idempotency_keys AS stored SET answer = next.answer::json
     FROM unnest($1::text[], $2::text[]) AS next(key, answer) WHERE stored.key = next.key`,
    [answers.map(({ key }) => key), answers.map(({ answer }) => JSON.stringify(answer))],
  );
}

/** Gives keys back whose requests were refused: they may come again with a mended body. */
export async function releaseKeys(sql: SqlRunner, keys: string[]) {
  await sql('DELETE FROM idempotency_keys WHERE key = ANY($1::text[])', [keys]);
}
