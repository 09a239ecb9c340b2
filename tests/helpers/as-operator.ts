import type { RequestListener } from 'node:http';
import { asCaller } from '@/lib/http/caller';
import { operator } from '@/lib/services/call';
import type { Caller } from '@/lib/services/callers/caller';
import type { CallerListener } from '@/scripts/serve/gate';

/** Somebody who may do everything. */
export const operatorCaller: Caller = {
  actor: operator,
  hasCookie: false,
  endsMs: Number.POSITIVE_INFINITY,
  requestsPerMinute: null,
  pointsPerMinute: null,
  setCookies: [],
};

/** Serves every request for somebody who may do everything, without the gate. */
export function asOperator(listener: CallerListener): RequestListener {
  return (request, response) => asCaller(operator, () => listener(request, response, operatorCaller));
}
