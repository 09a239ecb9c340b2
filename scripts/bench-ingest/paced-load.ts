import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { orderedQuantileBy } from '../../lib/stats/quantile';
import type { LoadResult } from './load-result';

export interface PacedOrder {
  url: string;
  path: string;
  headers: Record<string, string>;
  /** The requests of each connection, in order. */
  bodies: string[][];
  /** Requests per second of all connections together. */
  rate: number;
}

/** Time before the measurement; the code of this process is warm only after some thousand requests. */
const warmUpMs = 3000;

const quantile = (sorted: number[], share: number) =>
  sorted.length === 0 ? 0 : orderedQuantileBy('inverted_cdf', sorted, share);

/**
 * Sends evenly spaced requests, whether or not earlier ones have been answered: each connection sends one
 * every `connections / rate` seconds. Autocannon would send those of a second in one burst. Latency is
 * measured from when the request was due, so that a request delayed by an earlier slow one is slow too.
 */
export async function runPaced({ url, path, headers, bodies, rate }: PacedOrder): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: bodies.length });
  const { hostname, port } = new URL(url);
  const latencies: number[] = [];
  /** Number of failures, by the status of the response or the error of the connection. */
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
