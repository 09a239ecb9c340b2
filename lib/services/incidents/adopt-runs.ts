import type { Transaction } from '../../db/client';
import { moveVersions } from '../../db/sql/ensure-series';
import { evaluatedWithin } from '../../db/sql/latest-points';
import { insertReadings } from '../../db/sql/reading-chunks';
import { type AdoptedRun, keepAdopted, type RunChange, updateRuns } from '../../db/sql/runs';
import { prismaRunner, type SqlRunner } from '../../db/sql-runner';
import type { Prisma } from '../../db/types';
import { adoptingPresent, doInSlices, startOfLevel } from '../../monitoring/index';
import { type AuditEntry, writeAudit } from '../audit/write-audit';
import type { Actor } from '../call';
import { behaviourOf } from '../detectors/behaviour-of';
import { maxPrimingPoints } from '../detectors/prime-runs';
import { replayInclude, replayRuns } from '../detectors/replay-runs';

/** Maximum number of runs in memory, each with up to ten thousand points. */
const partRuns = 20;

/** The columns of an open incident needed for adopting. */
export const adoptedSelect = {
  id: true,
  state: true,
  detectorId: true,
  seriesId: true,
  openedTs: true,
  onsetTs: true,
  escalatedTs: true,
  delta: true,
} as const satisfies Prisma.IncidentSelect;
export type AdoptedIncident = Prisma.IncidentGetPayload<{ select: typeof adoptedSelect }>;

export interface Adoption {
  /**
   * Time from which points are normal, in epoch milliseconds; `onset` is the start of each incident's change,
   * or its last worsening.
   */
  from: number | 'onset';
  /** True after a retrain: the points from now on are learned as normal. */
  isRetrained: boolean;
  comment: string | null;
  /** The completed job. */
  jobId?: string;
}

const timeOf = (at: number | Date) => new Date(at).toISOString();

/** Number of points on either side of a change that locate its start; more might include other changes. */
const aroundChange = 30;

/** Returns the time from which the points of an incident count as normal. */
async function startOf(sql: SqlRunner, incident: AdoptedIncident, from: Adoption['from']): Promise<number> {
  if (from !== 'onset') return from;
  const { seriesId, onsetTs, openedTs, escalatedTs } = incident;
  const openedMs = openedTs.getTime();
  if (escalatedTs !== null) return escalatedTs.getTime();
  const onsetMs = onsetTs?.getTime() ?? openedMs;
  const before = await evaluatedWithin(sql, { seriesId, fromMs: 0, toMs: onsetMs - 1 }, aroundChange);
  const since = await evaluatedWithin(sql, { seriesId, fromMs: onsetMs, toMs: openedMs }, maxPrimingPoints);
  return startOfLevel([...before, ...since], onsetMs, openedMs);
}

/** Stores the readings of the runs of incidents and gives them a state with the present as its reference. */
async function renewRuns(
  tx: Transaction,
  incidents: AdoptedIncident[],
  starts: Map<string, number>,
  isRetrained: boolean,
): Promise<void> {
  const sql = prismaRunner(tx);
  const incidentOf = new Map(incidents.map((one) => [`${one.detectorId} ${one.seriesId}`, one]));
  const runs = await tx.detectorRun.findMany({
    where: { OR: incidents.map(({ detectorId, seriesId }) => ({ detectorId: detectorId ?? '', seriesId })) },
    include: replayInclude,
  });
  const replayed = await replayRuns(tx, runs);
  const changes: RunChange[] = [];
  const adopted: AdoptedRun[] = [];
  for (const { id, detector, detectorId, seriesId, series, revision } of runs) {
    const incident = incidentOf.get(`${detectorId} ${seriesId}`);
    // A run of an older revision is primed again by its next point, whatever its state.
    if (!incident || revision !== detector.revision) continue;
    await Promise.all(insertReadings(sql, id, replayed.get(id)?.readings ?? []));
    const fromMs = starts.get(incident.id) ?? incident.openedTs.getTime();
    const present = {
      points: await evaluatedWithin(sql, { seriesId, fromMs }, maxPrimingPoints),
      lastTsMs: series.lastTs?.getTime() ?? null,
      retrained: isRetrained ? { delta: incident.delta } : null,
    };
    const strategy = await doInSlices(adoptingPresent(behaviourOf(detector, series.metric), present));
    const { level, lastTsMs: stateMs } = strategy;
    // After a retrain the reference is what comes next; times have millisecond precision.
    adopted.push({ id, fromMs: isRetrained && stateMs !== null ? stateMs + 1 : fromMs });
    changes.push({ id, level, state: JSON.stringify(strategy.peek()), stateMs });
  }
  await updateRuns(sql, changes);
  await keepAdopted(sql, adopted);
}

/**
 * Adopts the present as the reference of the runs of open incidents, which ends these as `new_level`, in the
 * caller's transaction. The caller holds the locks of the detectors and of the series, so that no point is
 * evaluated in the meantime, and has read the incidents under them.
 */
export async function adoptRuns(
  tx: Transaction,
  actor: Actor,
  now: Date,
  incidents: AdoptedIncident[],
  adoption: Adoption,
): Promise<void> {
  const { from, isRetrained, comment, jobId } = adoption;
  const sql = prismaRunner(tx);
  const starts = new Map<string, number>();
  for (const one of incidents) starts.set(one.id, await startOf(sql, one, from));
  for (let at = 0; at < incidents.length; at += partRuns)
    await renewRuns(tx, incidents.slice(at, at + partRuns), starts, isRetrained);
  const seriesIds = [...new Set(incidents.map(({ seriesId }) => seriesId))];
  const series = await tx.series.findMany({
    where: { id: { in: seriesIds } },
    select: { id: true, lastTs: true },
  });
  // By event time, like everything about an episode: the points after the last one are the new level.
  for (const { id, lastTs } of series) {
    await tx.incident.updateMany({
      where: { seriesId: id, id: { in: incidents.map((one) => one.id) }, state: { not: 'resolved' } },
      data: { state: 'resolved', resolution: 'new_level', resolvedTs: lastTs ?? now },
    });
  }
  await moveVersions(sql, seriesIds);
  await writeAudit(
    tx,
    actor,
    now,
    incidents.map(
      (incident): AuditEntry => ({
        action: 'incident.adopted',
        entityType: 'incident',
        entityId: incident.id,
        fromStatus: incident.state,
        toStatus: 'resolved',
        detail: {
          resolution: 'new_level',
          ...(!isRetrained && { from: timeOf(starts.get(incident.id) ?? incident.openedTs) }),
          ...(comment !== null && { comment }),
          ...(jobId !== undefined && { job_id: jobId }),
        },
      }),
    ),
  );
}
