import autocannon from 'autocannon';
import { pointSource } from './point-source';

/** One measurement, as the bench asks this process for it; the load has a process of its own, as clients do. */
export interface LoadOrder {
  url: string;
  /** Prefix of the model ids, so that every measurement brings series of its own. */
  name: string;
  connections: number;
  seriesCount: number;
  pointsPerRequest: number;
  /** Points of a series in a row within a batch. */
  run: number;
  /** Requests in all. */
  requests: number;
  /** Requests a second of all connections together; as fast as they are answered when left out. */
  rate?: number;
  /** How many points each series has had before. */
  startRound?: number;
}

export interface LoadResult {
  requests: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  failed: number;
}

async function run(order: LoadOrder): Promise<LoadResult> {
  const { connections, pointsPerRequest } = order;
  let number = 0;
  const result = await autocannon({
    url: order.url,
    connections,
    amount: order.requests,
    ...(order.rate !== undefined && { overallRate: order.rate }),
    timeout: 60,
    setupClient(client) {
      const source = pointSource(order.name, { ...order, number });
      number += 1;
      // Batches are made before the clock runs; making single points costs next to nothing.
      const ready: string[] = [];
      if (pointsPerRequest > 1) {
        const share = Math.ceil(order.requests / connections) + 2;
        for (let at = 0; at < share; at += 1) ready.push(`[${source.next(pointsPerRequest)}]`);
        ready.reverse();
      }
      client.setRequests([
        {
          method: 'POST',
          path: '/api/metrics',
          headers: { 'content-type': 'application/json' },
          setupRequest: (request) => ({
            ...request,
            body:
              pointsPerRequest > 1 ? (ready.pop() ?? `[${source.next(pointsPerRequest)}]`) : source.next(1),
          }),
        },
      ]);
    },
  });
  return {
    requests: result['2xx'],
    seconds: result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
  };
}

process.once('message', (order: LoadOrder) => {
  void run(order).then((result) => process.send?.(result, () => process.exit(0)));
});
