import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiError, fetchJson, queryString, requestJson, requestNothing } from '@/lib/http/client';

const schema = z.object({ id: z.string() });
const answer = (status: number, body: string) => async () => new Response(body, { status });

async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error(`expected an ApiError, got ${String(error)}`);
  return error;
}

describe('requestJson', () => {
  it('sends JSON and returns the parsed response', async () => {
    const calls: [string, RequestInit | undefined][] = [];
    const fetch: typeof globalThis.fetch = async (url, init) => {
      calls.push([String(url), init]);
      return new Response('{"id": "1", "more": true}', { status: 201 });
    };
    const job = await requestJson(schema, '/api/jobs', {
      method: 'POST',
      body: { model_id: 'churn' },
      fetch,
    });
    expect(job).toEqual({ id: '1' });
    expect(calls[0]?.[0]).toBe('/api/jobs');
    expect(calls[0]?.[1]).toMatchObject({
      method: 'POST',
      body: '{"model_id":"churn"}',
      headers: { 'content-type': 'application/json' },
    });
  });

  it('throws the problem document of a refusal', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'already approved by ana',
      code: 'CONFLICT',
      details: { job: { id: '1' } },
    };
    const error = await failureOf(requestJson(schema, '/x', { fetch: answer(409, JSON.stringify(problem)) }));
    expect(error).toMatchObject({
      status: 409,
      message: 'already approved by ana',
      problem,
      unreachable: false,
    });
  });

  it('keeps the status of an error without a problem document', async () => {
    const error = await failureOf(requestJson(schema, '/x', { fetch: answer(502, '<html>') }));
    expect(error).toMatchObject({ status: 502, unreachable: false });
    expect(error.message).toContain('502');
  });

  it('distinguishes a server that does not respond from one that refuses', async () => {
    const fetch = () => Promise.reject(new TypeError('fetch failed'));
    const error = await failureOf(requestJson(schema, '/x', { fetch }));
    expect(error.unreachable).toBe(true);
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  it('passes on an abort unchanged', async () => {
    const controller = new AbortController();
    controller.abort();
    const fetch = () => Promise.reject(controller.signal.reason);
    const promise = requestJson(schema, '/x', { fetch, signal: controller.signal });
    await expect(promise).rejects.toBe(controller.signal.reason);
  });

  it.each(['{"id": 7}', 'not json', ''])('does not trust a response of another shape: %s', async (body) => {
    const error = await failureOf(requestJson(schema, '/api/x', { fetch: answer(200, body) }));
    expect(error.message).toContain('/api/x');
  });
});

it('requires only success from the response to a deletion', async () => {
  await requestNothing('/x', { method: 'DELETE', fetch: async () => new Response(null, { status: 204 }) });
  const error = await failureOf(requestNothing('/x', { fetch: answer(404, '{}') }));
  expect(error.status).toBe(404);
});

it('builds query strings from the given parameters', () => {
  expect(queryString({ from: 0, to: undefined, model_id: 'fraud/v2 eu' })).toBe(
    '?from=0&model_id=fraud%2Fv2+eu',
  );
  expect(queryString({ to: undefined })).toBe('');
});

describe('fetchJson', () => {
  it('gives the answer as it came', async () => {
    await expect(fetchJson('/x', { fetch: answer(200, '{"id":"1"}') })).resolves.toEqual({ id: '1' });
  });

  it('throws the problem of a refusal, and what is no JSON', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'too late',
      code: 'CONFLICT',
    };
    const refused = await failureOf(fetchJson('/x', { fetch: answer(409, JSON.stringify(problem)) }));
    expect(refused.problem).toEqual(problem);
    const garbled = await failureOf(fetchJson('/x', { fetch: answer(200, '<html>') }));
    expect(garbled.message).toContain('no JSON');
  });

  it('takes no half a problem document for one', async () => {
    const error = await failureOf(fetchJson('/x', { fetch: answer(500, '{"title":"x","status":500}') }));
    expect(error.message).toContain('500 without a reason');
  });
});
