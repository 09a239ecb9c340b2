import { enabledDetectors } from '../../db/sql/detectors';
import { lockSeries } from '../../db/sql/ensure-series';
import { storedRuns } from '../../db/sql/runs';
import type { SqlRunner } from '../../db/sql-runner';
import { matchesPattern } from '../../policy/matches-pattern';
import { primeRuns } from './prime-runs';

/**
 * Primes the runs of a series that are missing or outdated on the stored history. The caller's transaction
 * holds the lock of the detectors. Does nothing if the series does not exist.
 */
export async function primeSeries(sql: SqlRunner, seriesId: number): Promise<void> {
  const [series] = await lockSeries(sql, [seriesId]);
  if (!series) return;
  const revisions = new Map(
    (await storedRuns(sql, [seriesId])).map(({ detectorId, revision }) => [detectorId, revision]),
  );
  const wanted = (await enabledDetectors(sql)).filter(
    ({ id, revision, modelPattern, metricPattern }) =>
      revisions.get(id) !== revision &&
      matchesPattern(modelPattern, series.modelId) &&
      matchesPattern(metricPattern, series.metric),
  );
  await primeRuns(
    sql,
    wanted.map((detector) => ({ detector, series })),
  );
}
