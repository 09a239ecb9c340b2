import type { Task } from 'graphile-worker';
import { announceEvents } from '../services/audit/announce-events';
import { system } from '../services/call';

/** Empties the outbox, every minute; it ends between two parts once the app stops. */
export function announceEventsTask(signal: AbortSignal): Task {
  return async () => {
    await announceEvents({ actor: system, input: { signal } });
  };
}
