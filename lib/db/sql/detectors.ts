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
  modelPattern: string;
  metricPattern: string;
}

/** Says which detectors these are, and as they are: equal for equal ones. `lockUnmoved` computes the same. */
export function fingerprintOf(detectors: WatchingDetector[]): string {
  return detectors.map(({ id, revision, adopt, name }) => `${id}:${revision}:${adopt}:${name}`).join(' ');
}

export function enabledDetectors(run: SqlRunner): Promise<WatchingDetector[]> {
  return run<WatchingDetector>(
    `SELECT id::text AS id, name, revision, method, params, min_change AS "minChange",
       min_change_unit::text AS "minChangeUnit", adopt::text AS adopt, adopt_after_days AS "adoptAfterDays", model_pattern AS "modelPattern",
       metric_pattern AS "metricPattern" FROM detectors WHERE enabled ORDER BY id`,
    [],
  );
}
