import { logger } from '../../lib/logger';

const quietMs = 60_000;

/**
 * Returns a function that logs a warning at most once a minute, with the number of calls since the last line.
 */
export function rareWarning(message: string, now: () => number = Date.now) {
  let lastMs = Number.NEGATIVE_INFINITY;
  let times = 0;
  return (fields: Record<string, unknown>) => {
    times += 1;
    if (now() - lastMs < quietMs) return;
    lastMs = now();
    logger.warn(message, { ...fields, times });
    times = 0;
  };
}
