import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEnv } from '@/lib/env';
import { startTracing, wantsTraces } from '@/lib/operations/open-telemetry';
import { RequestObserver } from '@/lib/operations/request-observer';
import { RouteTemplates } from '@/lib/operations/route-templates';
import { tracer } from '@/lib/telemetry/tracer';

interface ReceivedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  kind: number;
  links?: { traceId: string; spanId: string }[];
  status: { code?: number };
  attributes: { key: string; value: Record<string, unknown> }[];
}

interface Export {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: ReceivedSpan[] }[];
  }[];
}

const exports: Export[] = [];
const paths: (string | undefined)[] = [];
const collector = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  paths.push(request.url);
  exports.push(JSON.parse(body));
  response.setHeader('content-type', 'application/json').end('{}');
});
let endpoint: string;

beforeAll(async () => {
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => collector.close(resolve)));

const isLoaded = () =>
  Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('@opentelemetry/sdk-trace'));

test.each([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:4318/v1/traces' }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_SDK_DISABLED: 'true' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_EXPORTER: 'none' }, false],
])('%j asks for traces: %s', (environment, wanted) => {
  expect(wantsTraces(readEnv(environment))).toBe(wanted);
});

test('without an endpoint nothing of OpenTelemetry is loaded', async () => {
  expect(await startTracing(readEnv({}))).toBeNull();
  expect(tracer()).toBeUndefined();
  expect(isLoaded()).toBe(false);
});

test('a collector receives the spans of requests and of other work, in the traces they belong to', async () => {
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
  process.env.OTEL_RESOURCE_ATTRIBUTES = 'deployment.environment=test';
  const tracing = await startTracing(readEnv({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }));
  expect(isLoaded()).toBe(true);
  const observer = new RequestObserver({
    accessLog: 'off',
    templates: new RouteTemplates(['api/models/[id]']),
  });
  const app = createServer(
    observer.observing((_, response) => {
      tracer()
        ?.start('task of a test', { kind: 'internal' })
        .end({ error: new Error('failed') });
      response.statusCode = 503;
      response.end();
    }),
  );
  await once(app.listen(0, '127.0.0.1'), 'listening');
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const { port } = app.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/api/models/x`, { headers: { traceparent } });
  await answer.arrayBuffer();
  const traceresponse = answer.headers.get('traceresponse') ?? '';
  tracer()
    ?.start('ingest flush', { kind: 'internal', links: [traceresponse, 'broken'] })
    .end();
  await new Promise((resolve) => app.close(resolve));
  await tracing?.close();

  expect(tracer()).toBeUndefined();
  expect(paths).toEqual(['/v1/traces']);
  const [{ resource, scopeSpans } = { resource: { attributes: [] }, scopeSpans: [] }] = exports.flatMap(
    ({ resourceSpans }) => resourceSpans,
  );
  const named = Object.fromEntries(resource.attributes.map(({ key, value }) => [key, value.stringValue]));
  expect(named).toMatchObject({ 'service.name': 'driftwatch', 'deployment.environment': 'test' });
  const spans = scopeSpans.flatMap((scope) => scope.spans);
  const request = spans.find(({ name }) => name === 'GET /api/models/:id');
  expect(request).toMatchObject({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
    kind: 2,
    status: { code: 2 },
  });
  expect(request?.attributes).toContainEqual({
    key: 'http.response.status_code',
    value: { intValue: 503 },
  });
  expect(traceresponse).toBe(`00-${request?.traceId}-${request?.spanId}-01`);
  expect(spans.find(({ name }) => name === 'task of a test')).toMatchObject({ status: { code: 2 } });
  expect(spans.find(({ name }) => name === 'ingest flush')?.links).toMatchObject([
    { traceId: request?.traceId, spanId: request?.spanId },
  ]);
});
