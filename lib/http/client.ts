import type { z } from 'zod';
import type { Problem } from '../schemas/common';
import { signInAgain } from './browser-session';

/** The server responded with a problem document, or not at all (`unreachable`). */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;
  /** After how many seconds to try again, if the server has said so. */
  readonly retryAfterS: number | undefined;

  constructor(problem: Problem, options: { cause?: unknown; retryAfterS?: number | undefined } = {}) {
    super(problem.detail, options);
    this.name = 'ApiError';
    this.status = problem.status;
    this.problem = problem;
    this.retryAfterS = options.retryAfterS;
  }

  /** True if there was no response at all: the server is stopped or the connection broken. */
  get unreachable(): boolean {
    return this.status === 0;
  }
}

interface ApiRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
  /** What kind of answer is wanted; JSON unless given. */
  accept?: string;
  /** Its 401 is about what was typed, such as a password, not about the session. */
  isSignIn?: boolean;
  fetch?: typeof fetch;
}

function problemOf(status: number, detail: string): Problem {
  return { type: 'about:blank', title: 'No answer', status, detail, code: 'UNAVAILABLE' };
}

async function sendOnce(path: string, { method = 'GET', body, signal, accept, ...options }: ApiRequest) {
  const doFetch = options.fetch ?? fetch;
  try {
    return await doFetch(path, {
      method,
      ...(signal && { signal }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(accept !== undefined && { accept }),
      },
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError(problemOf(0, 'The Driftwatch server cannot be reached.'), { cause });
  }
}

/** A request that comes after the session has ended waits until somebody has signed in, and is sent again. */
async function send(path: string, options: ApiRequest) {
  const response = await sendOnce(path, options);
  if (response.status !== 401 || options.isSignIn) return response;
  const isAction = options.method !== undefined && options.method !== 'GET';
  return (await signInAgain(isAction)) ? sendOnce(path, options) : response;
}

/** Read by hand: the schema would bring all of zod into the browser. */
function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { title, status, detail, code } = body as Record<string, unknown>;
  return [title, detail, code].every((text) => typeof text === 'string') && typeof status === 'number';
}

/** A proxy or a crash may respond with something other than a problem document; keeps at least the status. */
async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined);
  const retryAfterS = Number(response.headers.get('retry-after')) || undefined;
  if (isProblem(body)) return new ApiError(body, { retryAfterS });
  return new ApiError(problemOf(response.status, `The server answered ${response.status} without a reason.`));
}

/**
 * Calls the API and checks the response against its schema.
 *
 * @throws ApiError for everything except a valid 2xx response
 */
export async function requestJson<Output>(
  schema: z.ZodType<Output>,
  path: string,
  options: ApiRequest = {},
): Promise<Output> {
  const response = await send(path, options);
  if (!response.ok) throw await errorOf(response);
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue ? ` (${issue.path.join('.') || 'body'}: ${issue.message})` : '';
  throw new ApiError(
    problemOf(response.status, `The server's response to ${path} could not be understood${where}.`),
  );
}

/**
 * The same without a schema: the server that made the answer is of the same version as the page, and zod is a
 * fifth of what a page may weigh. Everything but a 2xx throws an `ApiError`, and so does an answer that is no
 * JSON.
 */
export async function fetchJson<Output>(path: string, options: ApiRequest = {}): Promise<Output> {
  const response = await send(path, options);
  if (!response.ok) throw await errorOf(response);
  try {
    return (await response.json()) as Output;
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    const detail = `The server's answer to ${path} is not understood: it is no JSON.`;
    throw new ApiError(problemOf(response.status, detail), { cause });
  }
}

/**
 * The same for an answer of several lines of JSON: each goes to `onLine` as it comes. Everything but a 2xx
 * throws an `ApiError`.
 */
export async function fetchLines(path: string, options: ApiRequest, onLine: (line: unknown) => void) {
  const response = await send(path, { ...options, accept: 'application/x-ndjson' });
  if (!response.ok) throw await errorOf(response);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value = '' } = (await reader?.read()) ?? { done: true };
    const lines = `${rest}${value}`.split('\n');
    rest = done ? '' : (lines.pop() ?? '');
    for (const line of lines) if (line !== '') onLine(JSON.parse(line));
    if (done) return;
  }
}

/** The same for a call whose response does not matter, such as a deletion. */
export async function requestNothing(path: string, options: ApiRequest = {}): Promise<void> {
  const response = await send(path, options);
  if (!response.ok) throw await errorOf(response);
}

/** What the server said of each field of an input, by its name; empty for any other error. */
export function fieldErrorsOf(error: unknown): Partial<Record<string, string>> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(
    (error.problem.errors ?? []).flatMap(({ field, message }) => (field ? [[field, message]] : [])),
  );
}

/** `{from: 1, to: undefined}` becomes `?from=1`; an empty query becomes the empty string. */
export function queryString(query: Record<string, string | number | undefined>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return '';
  return `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`;
}
