import type { IncomingMessage, ServerResponse } from 'node:http';
import { DriftwatchError } from '../../lib/errors';
import { problemHeaders, toProblem } from '../../lib/http/problem';
import { metricsContentType } from '../../lib/operations/metrics-page';
import type { ReadinessReport } from '../../lib/operations/readiness';
import type { CallerListener } from './gate';

interface Operations {
  ready: () => Promise<ReadinessReport>;
  /** Returns the page for Prometheus. */
  metrics: () => Promise<string>;
}

type Work = () => Promise<{ status: number; type: string; body: string }>;

const json = (status: number, body: object) => ({
  status,
  type: 'application/json',
  body: `${JSON.stringify(body)}\n`,
});

function isAt(path: string, url = ''): boolean {
  return url.startsWith(path) && (url.length === path.length || url[path.length] === '?');
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string) {
  response.writeHead(status, {
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  // Node omits the body of a response to HEAD.
  response.end(body);
}

function sendProblem(response: ServerResponse, error: unknown, headers: Record<string, string> = {}) {
  const problem = toProblem(error);
  send(response, problem.status, { ...problemHeaders(problem), ...headers }, JSON.stringify(problem));
}

async function answer({ method }: IncomingMessage, response: ServerResponse, work: Work) {
  if (method !== 'GET' && method !== 'HEAD') {
    const refused = new DriftwatchError('METHOD_NOT_ALLOWED', 'this address supports GET, HEAD');
    return sendProblem(response, refused, { allow: 'GET, HEAD' });
  }
  try {
    const { status, type, body } = await work();
    send(response, status, { 'content-type': type }, body);
  } catch (error) {
    sendProblem(response, error);
  }
}

/**
 * Serves the endpoints for operators in front of Next, health and readiness even while it starts. These
 * requests are neither logged nor counted: they arrive every few seconds, whatever the app does.
 */
export function operationsFront({ ready, metrics }: Operations) {
  const alive: Work = async () => json(200, { status: 'alive' });
  const readiness: Work = async () => {
    const report = await ready();
    return json(report.status === 'ready' ? 200 : 503, report);
  };
  const page: Work = async () => ({ status: 200, type: metricsContentType, body: await metrics() });
  return {
    /**
     * Serves `/healthz` and `/readyz` under any host name, because load balancers and Kubernetes use
     * addresses. They reveal no data. Returns whether the request was one of them.
     */
    unguarded(request: IncomingMessage, response: ServerResponse): boolean {
      const { url } = request;
      const work = isAt('/healthz', url) ? alive : isAt('/readyz', url) ? readiness : null;
      if (work === null) return false;
      void answer(request, response, work);
      return true;
    },
    /** Serves `/metrics` to callers who may see it; everything else goes to `app`. */
    guarded(app: CallerListener): CallerListener {
      return (request, response, caller) => {
        if (caller && isAt('/metrics', request.url)) void answer(request, response, page);
        else app(request, response, caller);
      };
    },
  };
}
