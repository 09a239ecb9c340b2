import type { SqlRunner } from '../sql-runner';

/** What evaluation needs of a detector. */
export interface WatchingDetector {
  id: string;
  name: string;
  revision: number;
  method: string;
  params: unknown;
  modelPattern: string;
  metricPattern: string;
}

/** Says which detectors these are, and as they are: equal for equal ones. `lockUnmoved` computes the same. */
export function fingerprintOf(detectors: WatchingDetector[]): string {
  return detectors.map(({ id, revision, name }) => `${id}:${revision}:${name}`).join(' ');
}

export function enabledDetectors(run: SqlRunner): Promise<WatchingDetector[]> {
  return run<WatchingDetector>(
    `SELECT id::text AS id, name, revision, method, params, model_pattern AS "modelPattern",
       metric_pattern AS "metricPattern" FROM detectors WHERE enabled ORDER BY id`,
    [],
  );
}
