import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { DriftwatchError } from '../../lib/errors';
import { problemHeaders, toProblem } from '../../lib/http/problem';
import { metricsContentType } from '../../lib/operations/metrics-page';
import type { ReadinessReport } from '../../lib/operations/readiness';

interface Operations {
  ready: () => Promise<ReadinessReport>;
  /** The page for Prometheus. */
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
  // Node leaves the body of an answer to HEAD out by itself.
  response.end(body);
}

function sendProblem(response: ServerResponse, error: unknown, headers: Record<string, string> = {}) {
  const problem = toProblem(error);
  send(response, problem.status, { ...problemHeaders(problem), ...headers }, JSON.stringify(problem));
}

async function answer({ method }: IncomingMessage, response: ServerResponse, work: Work) {
  if (method !== 'GET' && method !== 'HEAD') {
    const refused = new DriftwatchError('METHOD_NOT_ALLOWED', 'this address takes GET, HEAD');
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
 * Answers for those who operate the app, before Next and also while it starts. These requests are neither logged nor counted: they
 * come every few seconds, whatever the app does.
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
     * `/healthz` and `/readyz`, under whatever name they are asked: load balancers and Kubernetes ask by address. They tell no
     * data. Returns whether the request was one of them.
     */
    unguarded(request: IncomingMessage, response: ServerResponse): boolean {
      const { url } = request;
      const work = isAt('/healthz', url) ? alive : isAt('/readyz', url) ? readiness : null;
      if (work === null) return false;
      void answer(request, response, work);
      return true;
    },
    /** `/metrics`, behind the check of names; everything else is `app`'s. */
    guarded(app: RequestListener): RequestListener {
      return (request, response) => {
        if (isAt('/metrics', request.url)) void answer(request, response, page);
        else app(request, response);
      };
    },
  };
}
