import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { DriftwatchError } from '../../lib/errors';
import { problemSchema } from '../../lib/schemas/common';

/** How to reach a running Driftwatch. */
export interface Api {
  fetch: typeof globalThis.fetch;
  /** Such as `http://127.0.0.1:3000`. */
  baseUrl: string;
  /** Waits before a busy server is asked again; tests pass their own. */
  pause?: (milliseconds: number) => Promise<void>;
}

/** How many times a request is sent while the server is busy. */
const maxTries = 10;

/** Node reports "fetch failed" and hides the reason one cause deeper. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message || ('code' in cause ? String(cause.code) : error.message);
}

async function send({ fetch, baseUrl }: Api, path: string, body: unknown): Promise<Response> {
  const post = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  try {
    return await fetch(new URL(path, baseUrl), body === undefined ? {} : post);
  } catch (cause) {
    throw new DriftwatchError(
      'EXTERNAL',
      `no Driftwatch answers at ${baseUrl} (${reasonOf(cause)}); start it with "npm start", or set DRIFTWATCH_URL`,
      { cause },
    );
  }
}

/**
 * Returns the seconds to wait before retrying a request that was refused for lack of room, or null if the
 * response is final.
 */
function retryAfterSeconds(response: Response): number | null {
  if (response.status !== 429 && response.status !== 503) return null;
  const seconds = Number(response.headers.get('retry-after') ?? 1);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 30) : 1;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** GETs `path`, or POSTs `body` to it if there is one, and checks the response. */
export async function callApi<Answer>(
  api: Api,
  path: string,
  answerSchema: z.ZodType<Answer>,
  body?: unknown,
): Promise<Answer> {
  const request = `${body === undefined ? 'GET' : 'POST'} ${new URL(path, api.baseUrl)}`;
  let response = await send(api, path, body);
  for (let tries = 1; tries < maxTries; tries++) {
    const seconds = retryAfterSeconds(response);
    if (seconds === null) break;
    await response.body?.cancel();
    await (api.pause ?? delay)(seconds * 1000);
    response = await send(api, path, body);
  }
  const answer = parseJson(await response.text());
  if (!response.ok) {
    const problem = problemSchema.safeParse(answer);
    const detail = problem.success ? problem.data.detail : 'without a problem document';
    throw new DriftwatchError('EXTERNAL', `${request} returned ${response.status}: ${detail}`);
  }
  const parsed = answerSchema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new DriftwatchError(
    'EXTERNAL',
    `the response to ${request} is not one of Driftwatch; what runs at that address?`,
  );
}
