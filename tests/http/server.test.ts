import { afterEach, describe, expect, test, vi } from 'vitest';
import { readJson, readOptionalJson, route } from '@/lib/http/server';
import { logger } from '@/lib/logger';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Returns the response of a route that sends back its input. */
async function echo(body: string | ReadableStream, headers: Record<string, string> = {}) {
  const handler = route(async (request) => Response.json(await readJson(request)));
  const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit;
  const response = await handler(new Request('http://localhost/api/detectors', init), {
    params: Promise.resolve({}),
  });
  return { status: response.status, body: await response.json() };
}

const fields = (count: number) => `{${Array.from({ length: count }, (_, index) => `"p${index}":1`)}}`;

describe('the JSON body of a route that takes no points', () => {
  test('may have 64 KiB', async () => {
    const longest = JSON.stringify('x'.repeat(64 * 1024 - 2));
    expect(await echo(longest)).toEqual({ status: 200, body: JSON.parse(longest) });
    const refused = { status: 413, body: { detail: 'the body is larger than 65536 bytes (64 KiB)' } };
    expect(await echo(` ${longest}`)).toMatchObject(refused);
    expect(await echo('{}', { 'content-length': '65537' })).toMatchObject(refused);
  });

  test('is not read further than that', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(16 * 1024).fill(32));
      },
    });
    expect((await echo(endless)).status).toBe(413);
    expect(sent).toBeLessThan(10);
  });

  test('that its client does not finish is its fault, and no error of the server', async () => {
    const error = vi.spyOn(logger, 'error');
    let sent = 0;
    const cutOff = new ReadableStream({
      pull(controller) {
        sent += 1;
        if (sent === 1) controller.enqueue(new TextEncoder().encode('{"name":'));
        else controller.error(new Error('aborted'));
      },
    });
    expect(await echo(cutOff)).toMatchObject({
      status: 400,
      body: { detail: 'the body ended before it was complete' },
    });
    expect(error).not.toHaveBeenCalled();
  });

  test.each([
    ['params without end', `{"params":${fields(1000)}}`, 'the body holds more than 1000 values'],
    ['brackets', '['.repeat(60_000), 'the body is nested deeper than 32 levels'],
  ])('is refused before it is parsed: %s', async (_, body, detail) => {
    const parse = vi.spyOn(JSON, 'parse');
    const handler = route(async (request) => Response.json(await readOptionalJson(request)));
    const request = new Request('http://localhost/', { method: 'POST', body });
    const response = await handler(request, { params: Promise.resolve({}) });
    expect(response.status).toBe(400);
    expect(parse).not.toHaveBeenCalled();
    expect(await response.text()).toContain(detail);
  });
});
