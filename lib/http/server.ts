import type { z } from 'zod';
import { DriftwatchError } from '../errors';
import { endOfJson } from './end-of-json';
import { parseQuery } from './parse-query';
import { problemHeaders, toProblem } from './problem';
import { inReadTurn } from './read-turns';
import { bodyOf } from './request-body';
import { inWriteTurn } from './write-turns';

export type RouteContext<Params> = { params: Promise<Params> };
type Route<Params> = (request: Request, context: RouteContext<Params>) => Promise<Response>;

function problemResponse(error: unknown): Response {
  const problem = toProblem(error);
  return new Response(JSON.stringify(problem), { status: problem.status, headers: problemHeaders(problem) });
}

/** Wraps a route: errors become problem documents, nothing is cached, and requests take turns. */
export function route<Params = Record<string, never>>(handler: Route<Params>): Route<Params> {
  return streamRoute(async (request, context) => {
    const work = () => handler(request, context);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const response = await (isRead ? inReadTurn(request, work) : inWriteTurn(request, work));
    response.headers.set('cache-control', 'no-store');
    return response;
  });
}

/** The same for a response that lasts as long as the client wants: it is not shared and takes no turn. */
export function streamRoute<Params = Record<string, never>>(handler: Route<Params>): Route<Params> {
  return async (request, context) => {
    try {
      return await handler(request, context);
    } catch (error) {
      return problemResponse(error);
    }
  };
}

type MethodName = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Handler = () => Promise<Response>;

/**
 * Returns handlers for the methods that a route does not support: OPTIONS, and 405 with a problem document,
 * because Next sends an empty 405. `export const { PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET',
 * 'POST')`; GET includes HEAD.
 */
export function onlyAllows(...allowed: MethodName[]): Record<MethodName | 'OPTIONS', Handler> {
  const all = [...allowed, ...(allowed.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  const refuse: Handler = async () => {
    const response = problemResponse(
      new DriftwatchError('METHOD_NOT_ALLOWED', `this address supports ${all}`),
    );
    response.headers.set('allow', all);
    return response;
  };
  const options: Handler = async () => new Response(null, { status: 204, headers: { allow: all } });
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse, OPTIONS: options };
}

/** Reads a body of at most 64 KiB as UTF-8. */
async function readText(request: Request): Promise<string> {
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity')
    throw new DriftwatchError('UNSUPPORTED_FORMAT', `content-encoding ${encoding} is not supported here`);
  const bytes = await bodyOf(request);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DriftwatchError('INVALID_INPUT', 'the body is not valid UTF-8', { cause });
  }
}

function parseJson(text: string): unknown {
  endOfJson(text, 0, () => 'the body');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unreadable';
    throw new DriftwatchError('INVALID_INPUT', `the body is not JSON: ${reason}`, { cause });
  }
}

/** Returns the JSON body, regardless of its content type. */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request);
  if (text.trim() === '') throw new DriftwatchError('INVALID_INPUT', 'the body is empty; JSON is expected');
  return parseJson(text);
}

/**
 * Returns the JSON body of a request, or `{}` without one. Next provides an empty stream even for such a
 * request.
 */
export async function readOptionalJson(request: Request): Promise<unknown> {
  const text = await readText(request);
  return text.trim() === '' ? {} : parseJson(text);
}

export function readQuery<Output>(request: Request, schema: z.ZodType<Output>): Output {
  return parseQuery(new URL(request.url).searchParams, schema);
}
