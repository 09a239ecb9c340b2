import type { RouteContext } from '@/lib/http/server';

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
export async function api(
  method: string,
  path: string,
  body?: unknown,
  headers?: HeadersInit,
): Promise<Answer> {
  const url = new URL(path, 'http://driftwatch.test');
  for (const [pattern, load] of routes) {
    const params = match(pattern, url.pathname);
    if (!params) continue;
    const handler = (await load())[method] as Handler | undefined;
    if (!handler) return { status: 405, body: null };
    const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const all = { 'content-type': 'application/json', ...Object.fromEntries(new Headers(headers)) };
    const response = await handler(new Request(url, { method, headers: all, ...init }), {
      params: Promise.resolve(params),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }
  throw new Error(`no route for ${path}`);
}
