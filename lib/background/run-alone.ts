import type { Task } from 'graphile-worker';
import { withSessionLock } from '../db/session-lock';

/**
 * Runs a task in one process at a time; a run that finds another under way ends at once. Not by a queue of
 * the library: after `kill -9` it would stay locked for four hours.
 */
export function runAlone(name: string, task: Task): Task {
  return (payload, helpers) =>
    helpers.withPgClient(async (client) => {
      await withSessionLock(client, name, async () => void (await task(payload, helpers)));
    });
}
