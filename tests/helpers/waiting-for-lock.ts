import { expect } from 'vitest';
import { database } from '@/lib/db/client';

/** Resolves once so many connections of this database wait for a lock. */
export async function waitingForLock(count = 1) {
  await expect
    .poll(
      async () => {
        const [row] = await database().$queryRaw<{ waiting: number }[]>`
          SELECT count(*)::int AS waiting FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        return row?.waiting;
      },
      { timeout: 20_000, interval: 5 },
    )
    .toBeGreaterThanOrEqual(count);
}
