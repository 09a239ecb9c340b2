import type { RequestListener } from 'node:http';
import { listen } from '@/scripts/serve/http-listener';

type Listening = Parameters<typeof listen>[1];

/** Listens on a free port of loopback, with limits that are never reached by default. */
export function listenForTest(listener: RequestListener, given: Partial<Listening> = {}) {
  const limits = { total: 1000, perSender: 1000 };
  return listen(listener, {
    host: '127.0.0.1',
    port: 0,
    allowedHosts: undefined,
    limits,
    leastBodyRate: 64,
    ...given,
  });
}
