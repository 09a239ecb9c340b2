import { pendingMigrations } from '../db/pending-migrations';
import type { DatabaseProbe } from '../db/probe';
import { freeBytes, minFreeBytes } from './free-disk';
import type { ReadinessCheck } from './readiness';

/** The state that the checks look at; it changes while the app starts and stops. */
export interface AppState {
  phase: 'starting' | 'serving' | 'stopping';
  /** Null until the database has been opened. */
  probe: Pick<DatabaseProbe, 'run'> | null;
  /** Folder of the embedded PostgreSQL; null with an external database. */
  dataFolder: string | null;
  /** Number of points waiting to be written, and its maximum; null until there is a queue. */
  queue: () => { waiting: number; capacity: number } | null;
}

/** Returns the checks of `/readyz`. */
export function readyChecks(state: AppState, migrationsFolder: string): Record<string, ReadinessCheck> {
  return {
    app: () => (state.phase === 'serving' ? null : state.phase),
    database: async () => {
      if (state.probe === null) return 'starting';
      return state.probe.run('SELECT 1', []).then(
        () => null,
        () => 'unreachable',
      );
    },
    migrations: async () => {
      if (state.probe === null) return 'starting';
      const pending = await pendingMigrations(state.probe.run, migrationsFolder).catch(() => null);
      if (pending === null) return 'unknown';
      return pending.length > 0 ? 'pending' : null;
    },
    queue: () => {
      const queue = state.queue();
      return queue !== null && queue.waiting >= queue.capacity ? 'full' : null;
    },
    ...(state.dataFolder !== null && {
      disk: async () => ((await freeBytes(state.dataFolder ?? '.')) < minFreeBytes ? 'low' : null),
    }),
  };
}
