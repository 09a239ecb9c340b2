import { problemHeaders, toProblem } from '../../http/problem';
import type { Problem } from '../../schemas/common';
import type { IngestResult } from '../../schemas/metrics';
import { ClientGone } from '../body/body-error';
import type { Progress } from '../body/tally';
import { supportedEncodings, supportedTypes } from './read-headers';

/** What goes back, whoever sends it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** A body that comes in parts is sent as they come. */
  body: string | AsyncIterable<string>;
}

const resultHeaders = { 'content-type': 'application/json', 'cache-control': 'no-store' };
/** RFC 9110 wants a 415 to say what would be taken. */
const formatHeaders = { 'accept-post': supportedTypes, 'accept-encoding': supportedEncodings };

export function resultAnswer(result: IngestResult): Answer {
  return { status: 200, headers: resultHeaders, body: JSON.stringify(result) };
}

function answerOf(problem: Problem): Answer {
  const headers = { ...problemHeaders(problem), ...(problem.status === 415 && formatHeaders) };
  return { status: problem.status, headers, body: JSON.stringify(problem) };
}

/** A client that went away gets an answer too, which nobody reads; it is no failure, so nothing is logged. */
export function problemAnswer(error: unknown, requestId?: string): Answer {
  if (error instanceof ClientGone) return { status: 499, headers: {}, body: '' };
  return answerOf(toProblem(error, requestId));
}

/** A body on its way into the database: how far it is, and what became of it. */
export type Steps = AsyncGenerator<Progress, IngestResult>;

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

async function* progressLines(
  steps: Steps,
  first: IteratorResult<Progress, IngestResult>,
  requestId: string | undefined,
) {
  try {
    let step = first;
    for (; !step.done; step = await steps.next()) yield lineOf(step.value);
    yield lineOf({ result: step.value });
  } catch (error) {
    if (!(error instanceof ClientGone)) yield lineOf({ problem: toProblem(error, requestId) });
  } finally {
    await steps.return({} as IngestResult);
  }
}

/**
 * A line for each part that is stored, and the result or the problem as the last one. The status of what
 * fails before anything is stored is that of the problem.
 */
export async function progressAnswer(steps: Steps, requestId?: string): Promise<Answer> {
  const headers = { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' };
  try {
    const first = await steps.next();
    return { status: 200, headers, body: progressLines(steps, first, requestId) };
  } catch (error) {
    if (error instanceof ClientGone) throw error;
    const problem = toProblem(error, requestId);
    return {
      status: problem.status,
      headers: { ...problemHeaders(problem), ...headers },
      body: lineOf({ problem }),
    };
  }
}
