import { asCaller } from '@/lib/http/caller';
import type { RouteContext } from '@/lib/http/server';
import { type Actor, operator } from '@/lib/services/call';

type Handler = (request: Request, context: RouteContext<Record<string, string>>) => Promise<Response>;
type RouteModule = Partial<Record<string, unknown>>;

/** Every API route with the pattern of its path. */
const routes: [pattern: string, load: () => Promise<RouteModule>][] = [
  ['/api/metrics', () => import('@/app/api/metrics/route')],
  ['/api/metrics/:name', () => import('@/app/api/metrics/[name]/route')],
  ['/api/overview', () => import('@/app/api/overview/route')],
  ['/api/models', () => import('@/app/api/models/route')],
  ['/api/models/:id', () => import('@/app/api/models/[id]/route')],
  ['/api/series/trends', () => import('@/app/api/series/trends/route')],
  ['/api/series/compare', () => import('@/app/api/series/compare/route')],
  ['/api/series/:id', () => import('@/app/api/series/[id]/route')],
  ['/api/series/:id/points', () => import('@/app/api/series/[id]/points/route')],
  ['/api/series/:id/readings', () => import('@/app/api/series/[id]/readings/route')],
  ['/api/methods', () => import('@/app/api/methods/route')],
  ['/api/detectors', () => import('@/app/api/detectors/route')],
  ['/api/detectors/preview', () => import('@/app/api/detectors/preview/route')],
  ['/api/detectors/:id/restore', () => import('@/app/api/detectors/[id]/restore/route')],
  ['/api/detectors/:id/episodes', () => import('@/app/api/detectors/[id]/episodes/route')],
  ['/api/sample', () => import('@/app/api/sample/route')],
  ['/api/detectors/:id', () => import('@/app/api/detectors/[id]/route')],
  ['/api/incidents', () => import('@/app/api/incidents/route')],
  ['/api/incidents/:id', () => import('@/app/api/incidents/[id]/route')],
  ['/api/incidents/:id/context', () => import('@/app/api/incidents/[id]/context/route')],
  ['/api/incidents/:id/adopt', () => import('@/app/api/incidents/[id]/adopt/route')],
  ['/api/audit', () => import('@/app/api/audit/route')],
  ['/api/annotations', () => import('@/app/api/annotations/route')],
  ['/api/annotations/:id', () => import('@/app/api/annotations/[id]/route')],
  ['/api/views', () => import('@/app/api/views/route')],
  ['/api/views/:id', () => import('@/app/api/views/[id]/route')],
  ['/api/settings', () => import('@/app/api/settings/route')],
  ['/api/settings/test-mail', () => import('@/app/api/settings/test-mail/route')],
  ['/api/set-up', () => import('@/app/api/set-up/route')],
  ['/api/sign-in', () => import('@/app/api/sign-in/route')],
  ['/api/sign-in/second-factor', () => import('@/app/api/sign-in/second-factor/route')],
  ['/api/sign-in/provider', () => import('@/app/api/sign-in/provider/route')],
  ['/api/sign-in/provider/callback', () => import('@/app/api/sign-in/provider/callback/route')],
  ['/api/sign-out', () => import('@/app/api/sign-out/route')],
  ['/api/password-links', () => import('@/app/api/password-links/route')],
  ['/api/password-links/use', () => import('@/app/api/password-links/use/route')],
  ['/api/users', () => import('@/app/api/users/route')],
  ['/api/users/:id', () => import('@/app/api/users/[id]/route')],
  ['/api/users/:id/password-link', () => import('@/app/api/users/[id]/password-link/route')],
  ['/api/users/:id/second-factor', () => import('@/app/api/users/[id]/second-factor/route')],
  ['/api/account', () => import('@/app/api/account/route')],
  ['/api/account/password', () => import('@/app/api/account/password/route')],
  ['/api/account/sessions', () => import('@/app/api/account/sessions/route')],
  ['/api/account/sessions/:id', () => import('@/app/api/account/sessions/[id]/route')],
  ['/api/account/second-factor', () => import('@/app/api/account/second-factor/route')],
  ['/api/account/second-factor/confirm', () => import('@/app/api/account/second-factor/confirm/route')],
  ['/api/account/second-factor/remove', () => import('@/app/api/account/second-factor/remove/route')],
  ['/api/account/recovery-codes', () => import('@/app/api/account/recovery-codes/route')],
  ['/api/keys', () => import('@/app/api/keys/route')],
  ['/api/jobs', () => import('@/app/api/jobs/route')],
  ['/api/jobs/:id', () => import('@/app/api/jobs/[id]/route')],
  ['/api/jobs/:id/reasons', () => import('@/app/api/jobs/[id]/reasons/route')],
  ['/api/jobs/:id/approve', () => import('@/app/api/jobs/[id]/approve/route')],
  ['/api/jobs/:id/cancel', () => import('@/app/api/jobs/[id]/cancel/route')],
  ['/api/jobs/:id/complete', () => import('@/app/api/jobs/[id]/complete/route')],
  ['/api/jobs/:id/fail', () => import('@/app/api/jobs/[id]/fail/route')],
];

function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(given[index] ?? '');
    else if (part !== given[index]) return null;
  }
  return params;
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

/**
 * Calls the handler of a route directly, without a server. A body is JSON unless the headers say otherwise; a
 * string is sent unchanged.
 */
export async function callRoute(
  method: string,
  path: string,
  body?: unknown,
  headers?: HeadersInit,
): Promise<Response> {
  const url = new URL(path, 'http://driftwatch.test');
  for (const [pattern, load] of routes) {
    const params = match(pattern, url.pathname);
    if (!params) continue;
    const handler = (await load())[method] as Handler | undefined;
    if (!handler) return new Response(null, { status: 405 });
    const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const all = { 'content-type': 'application/json', ...Object.fromEntries(new Headers(headers)) };
    return handler(new Request(url, { method, headers: all, ...init }), { params: Promise.resolve(params) });
  }
  throw new Error(`no route for ${path}`);
}

/** Reads a response. */
export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

/** Calls a route as somebody who may do everything, and reads its response. */
export function api(method: string, path: string, body?: unknown, headers?: HeadersInit): Promise<Answer> {
  return apiAs(operator, method, path, body, headers);
}

/** The same as somebody else. The table of routes is not asked: the gate in front of the routes does that. */
export async function apiAs(
  actor: Actor,
  method: string,
  path: string,
  body?: unknown,
  headers?: HeadersInit,
): Promise<Answer> {
  return answerOf(await asCaller(actor, () => callRoute(method, path, body, headers)));
}
