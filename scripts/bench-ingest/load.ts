import autocannon from 'autocannon';
import type { LoadResult } from './load-result';
import { runPaced } from './paced-load';
import { pointSource } from './point-source';

/** One measurement, as ordered from this process; the load has a process of its own, as clients do. */
export interface LoadOrder {
  url: string;
  /** Prefix of the model ids, so that every measurement creates new series. */
  name: string;
  connections: number;
  seriesCount: number;
  pointsPerRequest: number;
  /** Number of consecutive points of a series within a batch. */
  run: number;
  /** The key to send; none by default. */
  key?: string;
  /** Total number of requests. */
  requests: number;
  /** Requests per second of all connections together, evenly spaced; as fast as possible by default. */
  rate?: number;
  /** Number of points that each series has already received. */
  startRound?: number;
}

const path = '/api/metrics';

const headersOf = ({ key }: LoadOrder): Record<string, string> => ({
  'content-type': 'application/json',
  ...(key !== undefined && { authorization: `Bearer ${key}` }),
});

/** Returns what every connection sends, prepared before the measurement. */
function bodiesOf(order: LoadOrder): string[][] {
  const { connections, pointsPerRequest, requests } = order;
  const share = Math.ceil(requests / connections);
  return Array.from({ length: connections }, (_, number) => {
    const source = pointSource(order.name, { ...order, number });
    return Array.from({ length: share }, () => {
      const points = source.next(pointsPerRequest);
      return pointsPerRequest > 1 ? `[${points}]` : points;
    });
  });
}

/** Sends as fast as the requests are answered. */
async function runClosed(order: LoadOrder, bodies: string[][]): Promise<LoadResult> {
  const headers = headersOf(order);
  const prepared = bodies.map((own) => own.map((body) => ({ method: 'POST' as const, path, headers, body })));
  let number = 0;
  const begin = performance.now();
  // Autocannon rounds its own duration up to a whole second.
  let end = begin;
  const failures: Record<string, number> = {};
  const count = (reason: string, times = 1) => {
    failures[reason] = (failures[reason] ?? 0) + times;
  };
  const result = await autocannon({
    url: order.url,
    connections: order.connections,
    amount: order.requests,
    timeout: 60,
    setupClient(client) {
      client.setRequests(prepared[number] ?? []);
      number += 1;
      client.on('response', (status) => {
        end = performance.now();
        if (status !== 200) count(String(status));
      });
    },
  });
  if (result.errors > 0) count('connection lost or no response', result.errors);
  return {
    requests: result['2xx'],
    seconds: (end - begin) / 1000,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failures,
  };
}

process.once('message', (order: LoadOrder) => {
  const bodies = bodiesOf(order);
  const { url, rate } = order;
  const running =
    rate === undefined
      ? runClosed(order, bodies)
      : runPaced({ url, path, headers: headersOf(order), bodies, rate });
  void running.then((result) => process.send?.(result, () => process.exit(0)));
});
