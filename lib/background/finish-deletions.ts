import type { Task } from 'graphile-worker';
import { logger } from '../logger';
import { system } from '../services/call';
import { finishDeletions } from '../services/series/finish-deletions';

/**
 * Deletes the remains of deleted models, series, detectors and ranges every minute. When the app stops, it
 * ends between two chunks.
 */
export function finishDeletionsTask(signal: AbortSignal): Task {
  return async () => {
    const finished = await finishDeletions({ actor: system, input: { signal } });
    if (finished.rows + finished.points > 0) logger.info('deletions finished', { ...finished });
  };
}
