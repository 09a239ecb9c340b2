import type { SqlRunner } from '../sql-runner';

/** What evaluation needs of a detector. */
export interface WatchingDetector {
  id: string;
  name: string;
  revision: number;
  method: string;
  params: unknown;
  /** The smallest change that matters, both or neither. */
  minChange: number | null;
  minChangeUnit: 'absolute' | 'percent' | null;
  adopt: 'never' | 'on_completion' | 'after_days';
  adoptAfterDays: number | null;
  /** A shadow opens no incidents and asks for no jobs. */
  mode: 'live' | 'shadow';
  modelPattern: string;
  metricPattern: string;
}

/**
 * Says which detectors there are, and as they are: another one after any change of them. Read under the lock
 * that keeps them.
 */
export async function detectorsVersion(sql: SqlRunner): Promise<string> {
  const [row] = await sql<{ version: string }>('SELECT version::text AS version FROM detector_set', []);
  return row?.version ?? '';
}

/** The revisions of those of some detectors that are enabled, by id. */
export async function enabledRevisions(sql: SqlRunner, ids: string[]): Promise<Map<string, number>> {
  const rows = await sql<{ id: string; revision: number }>(
    'SELECT id::text AS id, revision FROM detectors WHERE enabled AND id = ANY($1::uuid[])',
    [ids],
  );
  return new Map(rows.map(({ id, revision }) => [id, revision]));
}

export function enabledDetectors(sql: SqlRunner): Promise<WatchingDetector[]> {
  return sql<WatchingDetector>(
    `SELECT id::text AS id, name, revision, method, params, min_change AS "minChange",
       min_change_unit::text AS "minChangeUnit", adopt::text AS adopt, adopt_after_days AS "adoptAfterDays", mode::text AS mode, model_pattern AS "modelPattern",
       metric_pattern AS "metricPattern" FROM detectors WHERE enabled ORDER BY id`,
    [],
  );
}
