import { once } from 'node:events';
import { createServer, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Env } from '@/lib/env';
import { toProblem } from '@/lib/http/problem';
import { logger } from '@/lib/logger';
import { RequestObserver } from '@/lib/operations/request-observer';
import { RouteTemplates } from '@/lib/operations/route-templates';
import { counts } from '@/lib/telemetry/counts';

const templates = new RouteTemplates(['api/models/[id]']);
const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

let lines: Record<string, unknown>[];

beforeEach(() => {
  lines = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(JSON.parse(String(line))) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Runs `work` against an observed server for `app`. */
async function observing(
  app: RequestListener,
  accessLog: Env['ACCESS_LOG'],
  work: (url: string) => Promise<void>,
) {
  const observer = new RequestObserver({ accessLog, templates });
  const server = createServer(observer.observing(app));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await new Promise((resolve) => server.close(resolve));
}

const fails: RequestListener = (_, response) => {
  logger.warn('on the way');
  const problem = toProblem(new Error('a secret'));
  response.statusCode = problem.status;
  response.end(JSON.stringify(problem));
};

test('one id identifies a request in its response, its problem document and every log line about it', async () => {
  await observing(fails, 'errors', async (url) => {
    const headers = { 'x-request-id': 'mine-1', traceparent };
    const answer = await fetch(`${url}/api/models/x?token=secret`, { headers });
    expect(answer.headers.get('x-request-id')).toBe('mine-1');
    expect(answer.headers.get('traceresponse')).toBe(traceparent);
    expect(await answer.json()).toMatchObject({ code: 'INTERNAL', request_id: 'mine-1' });
  });
  expect(lines.map(({ message }) => message)).toEqual(['on the way', 'request failed', 'request']);
  for (const line of lines) expect(line).toMatchObject({ request_id: 'mine-1', trace_id: traceId });
  expect(lines[2]).toMatchObject({
    method: 'GET',
    path: '/api/models/x',
    route: '/api/models/:id',
    status: 500,
    duration_ms: expect.any(Number),
    remote_address: '127.0.0.1',
  });
});

test('a request without an id gets one, and one with a broken trace gets none', async () => {
  const ids = new Set<string | null>();
  await observing(
    (_, response) => response.end(),
    'off',
    async (url) => {
      const sent: Record<string, string>[] = [{ 'x-request-id': 'not sane' }, { traceparent: 'broken' }];
      for (const headers of sent) {
        const answer = await fetch(url, { headers });
        ids.add(answer.headers.get('x-request-id'));
        expect(answer.headers.get('traceresponse')).toBeNull();
      }
    },
  );
  expect(ids.size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{10}-\d+$/);
});

describe('the access log', () => {
  const answering =
    (status: number): RequestListener =>
    (_, response) =>
      response.writeHead(status).end();

  test.each([
    ['off', 500, 0],
    ['errors', 499, 0],
    ['errors', 500, 1],
    ['all', 200, 1],
  ] as const)('%s writes for status %d %d lines', async (accessLog, status, count) => {
    await observing(answering(status), accessLog, async (url) => {
      await fetch(`${url}/api/models/x`);
    });
    expect(lines.filter(({ message }) => message === 'request')).toHaveLength(count);
  });

  test('names a key that somebody has put into a path only by its public part', async () => {
    const secret = 'Ab3'.repeat(15).slice(0, 43);
    await observing(answering(400), 'all', async (url) => {
      await fetch(`${url}/api/models/dw_admin_0123456789ab_${secret}_0a1B2c`);
    });
    const line = lines.find(({ message }) => message === 'request');
    expect(line).toMatchObject({ path: '/api/models/dw_admin_0123456789ab_…' });
    expect(JSON.stringify(lines)).not.toContain(secret);
  });

  test('has at most twenty error lines per second, and then says how many were left out', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(5000);
    await observing(answering(503), 'errors', async (url) => {
      for (let sent = 0; sent < 30; sent++) await fetch(url);
      clock.mockReturnValue(6000);
      await fetch(url);
    });
    expect(lines.filter(({ message }) => message === 'request')).toHaveLength(21);
    expect(lines.find(({ count }) => count === 10)).toMatchObject({ level: 'warn' });
  });
});

test('a client that disconnects before its response is counted as such', async () => {
  const own = () => counts().requestsOf('/api/models/:id', 'DELETE').answers.get(499) ?? 0;
  const before = own();
  await observing(
    (_, response) => {
      response.flushHeaders();
    },
    'off',
    async (url) => {
      const asked = request(`${url}/api/models/x`, { method: 'DELETE' }).end();
      await once(asked, 'response');
      asked.on('error', () => {});
      asked.destroy();
    },
  );
  await expect.poll(own).toBe(before + 1);
});
