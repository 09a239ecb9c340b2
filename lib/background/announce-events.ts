import type { Task } from 'graphile-worker';
import { announceEvents } from '../services/audit/announce-events';
import { system } from '../services/call';

/** Empties the outbox every minute. When the app stops, it ends between two batches. */
export function announceEventsTask(signal: AbortSignal): Task {
  return async () => {
    await announceEvents({ actor: system, input: { signal } });
  };
}
