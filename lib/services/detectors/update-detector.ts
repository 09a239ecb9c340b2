import { lockDetectorsForWriting, lockDetectorWriters } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { parseParams } from '../../monitoring/index';
import { changedFields } from '../../policy/changed-fields';
import { type Detector, detectorPatchSchema } from '../../schemas/detectors';
import { writeAudit } from '../audit/write-audit';
import {
  parseInput,
  requirePermissionOnPattern,
  requirePermissionSomewhere,
  type ServiceCall,
  withDefaults,
} from '../call';
import { checkpointEndedRuns, checkpointRuns, endedRuns } from './checkpoint-runs';
import { configurationOf } from './configuration-of';
import { endEarlierRuns } from './end-earlier-runs';
import { getDetector } from './get-detector';
import { loadDetector, loadVisibleDetector } from './load-detector';
import { primeDetector } from './prime-detector';
import { refuseTakenName } from './refuse-taken-name';
import { changeRules, ruleColumns } from './rule-columns';
import { toDetector } from './to-detector';

/**
 * Returns whether earlier readings would differ after a change. Adopting on completion is reported to runs
 * and is not one of their rules.
 */
export function changesReadings(before: Detector, after: Detector): boolean {
  const essence = (detector: Detector) => {
    const { model_pattern, metric_pattern, method, params, enabled, mode, min_change, adopt_after_days } =
      detector;
    const change = [min_change?.value, min_change?.unit, adopt_after_days];
    return JSON.stringify([
      model_pattern,
      metric_pattern,
      method,
      enabled,
      // Another mode gives the same readings, but drifts in progress get their incidents, or lose them.
      mode,
      Object.entries(params).sort(),
      change,
    ]);
  };
  return essence(before) !== essence(after);
}

/** Number of batches of earlier runs that a request ends; the background does the rest. */
const partsAtOnce = 100;

/**
 * Changes a detector. If that changes its readings, its open incidents are resolved and it is primed again on
 * the stored history.
 */
export async function updateDetector(
  call: ServiceCall<{ id: string; body: unknown; parts?: number }>,
): Promise<Detector> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermissionSomewhere(actor, 'manage_detectors');
  const patch = parseInput(detectorPatchSchema, input.body, 'the change');
  const { id } = await loadVisibleDetector(db, actor, input.id);
  if (patch.enabled === false) await checkpointRuns(db, id);
  const { row, ended, revision } = await inTransaction(db, async (tx) => {
    await lockDetectorWriters(prismaRunner(tx));
    const row = await loadDetector(tx, input.id);
    const before = toDetector(row);
    const after = { ...before, ...patch, ...changeRules(before, patch) };
    for (const { model_pattern } of [before, after])
      requirePermissionOnPattern(actor, 'manage_detectors', model_pattern);
    if (after.name !== before.name) await refuseTakenName(tx, after);
    after.params = parseParams(after.method, patch.params ?? (patch.method ? {} : before.params));
    const anew = changesReadings(before, after);
    // No point is evaluated while this lock is held, so nothing under it may depend on the number of series.
    await lockDetectorsForWriting(prismaRunner(tx));
    const ended = before.enabled && !after.enabled ? await endedRuns(tx, before.id) : [];
    const revision = row.revision + (anew ? 1 : 0);
    await tx.detector.update({
      where: { id: before.id },
      data: {
        name: after.name,
        modelPattern: after.model_pattern,
        metricPattern: after.metric_pattern,
        method: after.method,
        params: after.params,
        ...ruleColumns(after),
        enabled: after.enabled,
        mode: after.mode,
        updatedAt: now,
        ...(anew && { revision, unfinishedRevision: revision }),
      },
    });
    const action = before.enabled === after.enabled ? 'changed' : after.enabled ? 'enabled' : 'disabled';
    await writeAudit(tx, actor, now, [
      {
        action: `detector.${action}`,
        entityType: 'detector',
        entityId: before.id,
        detail: { name: after.name, ...changedFields(configurationOf(before), configurationOf(after)) },
      },
    ]);
    return { row, ended, revision: anew ? revision : null };
  });
  const { parts = partsAtOnce } = input;
  if (revision !== null) await endEarlierRuns(db, row.id, { actor, now, revision, parts });
  await checkpointEndedRuns(db, row, ended);
  await primeDetector(db, input.id);
  return getDetector({ actor, db, input: { id: input.id } });
}
