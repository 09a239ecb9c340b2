import type { RequestListener } from 'node:http';
import { operator } from '../../lib/services/call';
import type { CallerListener } from '../serve/gate';

export { prepareIdentity } from '../serve/open-gate';

const caller = {
  actor: operator,
  hasCookie: false,
  endsMs: Number.POSITIVE_INFINITY,
  requestsPerMinute: null,
  pointsPerMinute: null,
  setCookies: [],
};

/** Takes the place of the gate in the benchmark alone: everybody may do everything, and no key is looked at. */
export function openGate() {
  const gate =
    (next: CallerListener): RequestListener =>
    (request, response) =>
      next(request, response, caller);
  return { gate, close: async () => {} };
}
