import type { Task } from 'graphile-worker';
import { logger } from '../logger';
import { system } from '../services/call';
import { applyRetention } from '../services/retention/apply-retention';

/** Deletes old data every hour. When the app stops, it ends between two chunks. */
export function applyRetentionTask(signal: AbortSignal): Task {
  return async () => {
    const deleted = await applyRetention({ actor: system, input: { signal } });
    if (Object.values(deleted).some((count) => count > 0)) logger.info('retention applied', { ...deleted });
  };
}
