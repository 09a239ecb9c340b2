import { countReadings, readingAt } from '../../db/packed-readings';
import { type DriftStretch, driftStretches } from '../../db/sql/drift-stretches';
import { inSnapshot } from '../../db/transaction';
import { labelsSchema } from '../../schemas/common';
import type { EpisodeList, EpisodeQuery } from '../../schemas/episodes';
import { type ServiceCall, withDefaults } from '../call';
import { ofVisibleModels } from '../visible-models';
import { loadVisibleDetector } from './load-detector';
import { replayInclude, replayRuns } from './replay-runs';
import type { ReplayedRun } from './restore-strategy';

/** Maximum number of runs whose readings are listed; replaying a checkpoint takes up to a thousand points. */
const maxRuns = 200;

/** Returns the episodes of a run with its readings since its checkpoint. */
function continued(runId: number, stored: DriftStretch[], { readings }: ReplayedRun): DriftStretch[] {
  const stretches = [...stored];
  let open = stretches.at(-1)?.endMs === null ? stretches.pop() : undefined;
  for (let index = 0; index < countReadings(readings); index += 1) {
    const { tsMs, level, statistic, threshold } = readingAt(readings, index);
    if (level !== 'drift') {
      if (open) stretches.push({ ...open, endMs: tsMs });
      open = undefined;
      continue;
    }
    const isHigher = open === undefined || (statistic ?? -Infinity) > (open.statistic ?? -Infinity);
    open = {
      runId,
      fromMs: open?.fromMs ?? tsMs,
      lastMs: tsMs,
      endMs: null,
      statistic: isHigher ? statistic : (open?.statistic ?? null),
      threshold: isHigher ? threshold : (open?.threshold ?? null),
    };
  }
  return open ? [...stretches, open] : stretches;
}

/**
 * Lists the episodes in which a detector was in drift, newest first: for a shadow, the incidents it would
 * have opened.
 */
export async function listEpisodes(
  call: ServiceCall<{ id: string; query: EpisodeQuery }>,
): Promise<EpisodeList> {
  const { actor, db, input } = withDefaults(call);
  const { from, to, limit } = input.query;
  const { id } = await loadVisibleDetector(db, actor, input.id);
  const range = { from: new Date(from ?? 0), to: new Date(to ?? 8.64e15) };
  const { runs, stored, replayed } = await inSnapshot(db, async (tx) => {
    const runs = await tx.detectorRun.findMany({
      where: { detectorId: id, series: await ofVisibleModels(db, actor) },
      orderBy: { id: 'asc' },
      take: maxRuns,
      include: replayInclude,
    });
    const stored = await driftStretches(
      tx,
      runs.map((run) => run.id),
      range,
    );
    return { runs, stored, replayed: await replayRuns(tx, runs) };
  });
  const items = runs.flatMap((run) => {
    const own = stored.filter(({ runId }) => runId === run.id);
    const now = replayed.get(run.id);
    return (now ? continued(run.id, own, now) : own)
      .filter(({ fromMs, lastMs }) => fromMs <= range.to.getTime() && lastMs >= range.from.getTime())
      .map((stretch) => ({ stretch, series: run.series }));
  });
  items.sort((a, b) => b.stretch.fromMs - a.stretch.fromMs);
  return {
    items: items.slice(0, limit).map(({ stretch, series }) => ({
      series_id: series.id,
      model_id: series.modelId,
      metric: series.metricName,
      labels: labelsSchema.parse(series.labels),
      from_ts: new Date(stretch.fromMs).toISOString(),
      to_ts: stretch.endMs === null ? null : new Date(stretch.endMs).toISOString(),
      statistic: stretch.statistic,
      threshold: stretch.threshold,
    })),
    next_cursor: null,
  };
}
