import fc from 'fast-check';
import { database } from '@/lib/db/client';
import type { IngestRequest, PointSink } from '@/lib/ingest/ingest-request';
import { resultOf } from '../lib/ingest/body/bodies';
import { post, type Received } from '../lib/ingest/http/posting';
import { type FuzzPost, fuzzPost } from './bodies';

/** Number of posts between two counts of all rows. */
const roundPosts = 50;
/** Number of concurrent posts: few enough that even the slowest machine never returns 503. */
const atOnce = 4;

export interface FuzzOptions {
  bodies: number;
  seed: number;
  /** Called after each round. */
  onRound?: (sent: number) => void;
}

export interface FuzzSummary {
  sent: number;
  /** Number of posts by status. */
  statuses: Map<number, number>;
  points: number;
}

const agreeing: PointSink = { submit: async ({ points }: IngestRequest) => resultOf(points.length) };

async function tablesOfApp(): Promise<string[]> {
  const rows = await database().$queryRaw<{ name: string }[]>`
    SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`;
  return rows.map(({ name }) => name);
}

/** Counts the rows of every table in one snapshot. */
async function countRows(tables: string[]): Promise<Record<string, number>> {
  const counts = tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
  const [row] = await database().$queryRawUnsafe<Record<string, number>[]>(`SELECT ${counts.join(', ')}`);
  return row ?? {};
}

/** With progress, the last line is the response. */
function outcomeOf({ status, body }: Received): { status: number; accepted: number } {
  const last = Array.isArray(body) ? body.at(-1) : body;
  const result = last?.result ?? last;
  return { status: last?.problem?.status ?? status, accepted: result?.accepted ?? 0 };
}

function describe({ headers, query, body }: FuzzPost): string {
  return `${JSON.stringify(headers)} ?${query} ${body.toString('base64')}`;
}

/**
 * Sends seeded damaged bodies to the real handler on the app's database.
 *
 * @throws if a status is neither 2xx nor 4xx, if a refused body left a row in any table, or if the stored
 *   points are not exactly the acknowledged ones
 */
export async function fuzzPosts({ bodies, seed, onRound }: FuzzOptions): Promise<FuzzSummary> {
  const tables = await tablesOfApp();
  const summary: FuzzSummary = { sent: 0, statuses: new Map(), points: 0 };
  let { points = 0 } = await countRows(tables);

  async function send(posts: FuzzPost[]): Promise<number> {
    const answers: Received[] = [];
    for (let from = 0; from < posts.length; from += atOnce) {
      const some = posts.slice(from, from + atOnce);
      answers.push(...(await Promise.all(some.map((given) => post(undefined, given)))));
    }
    let accepted = 0;
    for (const [at, answer] of answers.entries()) {
      const outcome = outcomeOf(answer);
      const isExpected = outcome.status >= 200 && outcome.status < 500 && outcome.status !== 499;
      if (!isExpected) throw new Error(`${outcome.status} for ${describe(posts[at] as FuzzPost)}`);
      accepted += outcome.accepted;
      summary.statuses.set(outcome.status, (summary.statuses.get(outcome.status) ?? 0) + 1);
    }
    summary.sent += posts.length;
    return accepted;
  }

  for (let round = 0; summary.sent < bodies; round++) {
    const posts = fc.sample(fuzzPost, {
      numRuns: Math.min(roundPosts, bodies - summary.sent),
      seed: seed + round,
    });
    const answers = await Promise.all(posts.map((given) => post(agreeing, given)));
    const isRefused = posts.map((_, at) => outcomeOf(answers[at] as Received).status >= 400);
    points += await send(posts.filter((_, at) => !isRefused[at]));
    const before = await countRows(tables);
    if (before.points !== points)
      throw new Error(`round ${round}: ${points} points answered for, ${before.points} stored`);
    const refused = posts.filter((_, at) => isRefused[at]);
    const accepted = await send(refused);
    const after = await countRows(tables);
    if (accepted !== 0 || JSON.stringify(after) !== JSON.stringify(before)) {
      const all = refused.map(describe).join('\n');
      throw new Error(`round ${round}: refused, yet ${JSON.stringify({ before, after })}:\n${all}`);
    }
    onRound?.(summary.sent);
  }
  summary.points = points;
  return summary;
}
