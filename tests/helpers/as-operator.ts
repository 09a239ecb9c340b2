import type { RequestListener } from 'node:http';
import { asCaller } from '@/lib/http/caller';
import { operator } from '@/lib/services/call';
import type { CallerListener } from '@/scripts/serve/gate';

/** Serves every request for somebody who may do everything, without the gate. */
export function asOperator(listener: CallerListener): RequestListener {
  const caller = {
    actor: operator,
    hasCookie: false,
    endsMs: Number.POSITIVE_INFINITY,
    requestsPerMinute: null,
    pointsPerMinute: null,
    setCookies: [],
  };
  return (request, response) => asCaller(operator, () => listener(request, response, caller));
}
