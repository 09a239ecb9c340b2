import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { orderedQuantileBy } from '../../lib/stats/quantile';
import type { LoadResult } from './load-result';

export interface PacedOrder {
  url: string;
  path: string;
  headers: Record<string, string>;
  /** What each connection sends, one after the other. */
  bodies: string[][];
  /** Requests a second of all connections together. */
  rate: number;
}

/** So long the clock does not run yet: the code of this process is warm only after some thousand requests. */
const warmUpMs = 3000;

const quantile = (sorted: number[], share: number) =>
  sorted.length === 0 ? 0 : orderedQuantileBy('inverted_cdf', sorted, share);

/**
 * Requests at even distances, whether or not the ones before are answered: each connection has its turn every
 * `connections / rate` seconds. Autocannon sends those of a second in one burst. A latency counts from when the request was
 * due, so that one which waits for a slow answer before it is slow too.
 */
export async function runPaced({ url, path, headers, bodies, rate }: PacedOrder): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: bodies.length });
  const { hostname, port } = new URL(url);
  const latencies: number[] = [];
  /** How often, by the answer's status or the connection's error. */
  const failures: Record<string, number> = {};
  const post = async (body: string) => {
    const length = Buffer.byteLength(body);
    const sent = request({
      agent,
      hostname,
      port,
      path,
      method: 'POST',
      headers: { ...headers, 'content-length': length },
    });
    sent.end(body);
    const [response] = await once(sent, 'response');
    response.resume();
    await once(response, 'end');
    return String(response.statusCode);
  };
  const distanceMs = 1000 / rate;
  const begin = performance.now() + 10;
  const requests = bodies.reduce((sum, own) => sum + own.length, 0);
  const counted = begin + Math.min(warmUpMs, (requests * distanceMs) / 2);
  await Promise.all(
    bodies.map(async (own, number) => {
      for (const [turn, body] of own.entries()) {
        const dueMs = begin + (turn * bodies.length + number) * distanceMs;
        const waitMs = dueMs - performance.now();
        if (waitMs > 0) await pause(waitMs);
        const outcome = await post(body).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
        if (outcome !== '200') failures[outcome] = (failures[outcome] ?? 0) + 1;
        else if (dueMs >= counted) latencies.push(performance.now() - dueMs);
      }
    }),
  );
  const seconds = (performance.now() - counted) / 1000;
  agent.destroy();
  latencies.sort((a, b) => a - b);
  return {
    requests: latencies.length,
    seconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    failures,
  };
}
