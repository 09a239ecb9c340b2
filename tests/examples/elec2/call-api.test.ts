import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { callApi } from '../../../examples/elec2/call-api';

const baseUrl = 'http://127.0.0.1:3000';
const okSchema = z.object({ ok: z.boolean() });

/** Returns the given responses in order, and records the waits between them. */
function answering(...responses: Response[]) {
  const pauses: number[] = [];
  const fetch = async () => responses.shift() ?? Response.json({ ok: true });
  return { api: { fetch, baseUrl, pause: async (ms: number) => void pauses.push(ms) }, pauses };
}

/** Returns a port that was free a moment ago, so that nothing listens on it. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('calling the app', () => {
  it('says where no app answers, why, and what to do', async () => {
    const address = `http://127.0.0.1:${await closedPort()}`;
    await expect(callApi({ fetch, baseUrl: address }, '/api/jobs', okSchema)).rejects.toThrow(
      new RegExp(`^no Driftwatch answers at ${address} \\(.*ECONNREFUSED.*\\); start it with "npm start"`),
    );
  });

  it('passes on the problem document', async () => {
    const problem = { type: 'about:blank', title: 'Invalid input', status: 400, code: 'INVALID_INPUT' };
    const { api } = answering(Response.json({ ...problem, detail: 'points[3] value' }, { status: 400 }));
    await expect(callApi(api, '/api/metrics', okSchema, {})).rejects.toThrow(
      `POST ${baseUrl}/api/metrics returned 400: points[3] value`,
    );
  });

  it('notices that something else runs at the address', async () => {
    const { api } = answering(new Response('<html>hello</html>'), new Response('gone', { status: 404 }));
    await expect(callApi(api, '/api/jobs', okSchema)).rejects.toThrow('what runs at that address?');
    await expect(callApi(api, '/api/jobs', okSchema)).rejects.toThrow('404: without a problem document');
  });

  it('waits as long as a busy server asks, and retries', async () => {
    const busy = new Response('', { status: 429, headers: { 'retry-after': '2' } });
    const { api, pauses } = answering(busy, new Response('', { status: 503 }));
    expect(await callApi(api, '/api/jobs', okSchema)).toEqual({ ok: true });
    expect(pauses).toEqual([2000, 1000]);
  });

  it('gives up on a server that stays busy', async () => {
    const { api, pauses } = answering(...Array.from({ length: 20 }, () => new Response('', { status: 429 })));
    await expect(callApi(api, '/api/jobs', okSchema)).rejects.toThrow('returned 429');
    expect(pauses).toHaveLength(9);
  });
});
