import type { Task } from 'graphile-worker';
import { logger } from '../logger';
import { system } from '../services/call';
import { finishDeletions } from '../services/series/finish-deletions';

/** Deletes what deleted models, series and ranges have left, every minute; it ends between two chunks once the app stops. */
export function finishDeletionsTask(signal: AbortSignal): Task {
  return async () => {
    const finished = await finishDeletions({ actor: system, input: { signal } });
    if (finished.rows + finished.points > 0) logger.info('deletions finished', { ...finished });
  };
}
