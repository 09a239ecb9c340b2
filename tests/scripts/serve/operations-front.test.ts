import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReadinessReport } from '@/lib/operations/readiness';
import { closeListener, type listen } from '@/scripts/serve/http-listener';
import { operationsFront } from '@/scripts/serve/operations-front';
import { asOperator } from '../../helpers/as-operator';
import { listenForTest } from '../../helpers/listening';

let server: Awaited<ReturnType<typeof listen>>;
let report: ReadinessReport;
let reached: number;

beforeEach(async () => {
  reached = 0;
  report = { status: 'ready', checks: { app: 'ok' } };
  const front = operationsFront({ ready: async () => report, metrics: async () => 'a 1\n' });
  // An app that never responds, like one that is starting.
  const app = front.guarded(() => {
    reached += 1;
  });
  const { unguarded } = front;
  server = await listenForTest(asOperator(app), { unguarded });
});
afterEach(() => closeListener(server));

/** `fetch` sets `Host` itself, so this uses a request of Node. */
function ask(path: string, { method = 'GET', host = 'localhost' } = {}) {
  const { port } = server.address() as AddressInfo;
  return new Promise<{ status: number | undefined; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, method, path, headers: { host } }, async (answer) => {
        let text = '';
        for await (const chunk of answer) text += chunk;
        resolve({ status: answer.statusCode, headers: answer.headers, text });
      });
      asked.once('error', reject);
      asked.end();
    },
  );
}

test('health and readiness are reported under any name, while the app does not respond', async () => {
  for (const host of ['10.2.3.4:3000', 'probe.example', 'localhost']) {
    expect(await ask('/healthz', { host })).toMatchObject({ status: 200, text: '{"status":"alive"}\n' });
    expect(await ask('/readyz?verbose', { host })).toMatchObject({ status: 200 });
  }
  report = { status: 'unavailable', checks: { app: 'ok', database: 'unreachable' } };
  const answer = await ask('/readyz', { host: '10.2.3.4' });
  expect(answer).toMatchObject({ status: 503, headers: { 'cache-control': 'no-store' } });
  expect(JSON.parse(answer.text)).toEqual(report);
  expect(reached).toBe(0);
});

test('metrics are reported only under names of this server', async () => {
  const answer = await ask('/metrics');
  expect(answer).toMatchObject({ status: 200, text: 'a 1\n' });
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await ask('/metrics', { host: 'rebound.example' })).toMatchObject({ status: 403 });
});

test('HEAD gets only the head, and writes are refused', async () => {
  expect(await ask('/readyz', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    const refused = await ask(path, { method: 'POST' });
    expect(refused).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
  }
});

test.each(['/healthzz', '/readyz/x', '/metrics/accuracy'])('%s goes to the app', async (path) => {
  const { port } = server.address() as AddressInfo;
  const asked = request({ host: '127.0.0.1', port, path }).end();
  asked.on('error', () => {});
  await expect.poll(() => reached).toBe(1);
  asked.destroy();
});
