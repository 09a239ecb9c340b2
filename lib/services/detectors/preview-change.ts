import type { Database } from '../../db/client';
import { parseParams } from '../../monitoring/index';
import type { DetectorChange } from '../../schemas/detector-change';
import { detectorPatchSchema } from '../../schemas/detectors';
import { parseInput, requirePermissionOnPattern, type ServiceCall, withDefaults } from '../call';
import { incidentInclude, toIncident } from '../incidents/to-incident';
import { loadDetector, loadVisibleDetector } from './load-detector';
import { refuseTakenName } from './refuse-taken-name';
import { changeRules } from './rule-columns';
import { toDetector } from './to-detector';
import { changesReadings } from './update-detector';

/** Maximum number of incidents listed. */
const maxNamed = 20;

async function endedBy(db: Database, detectorId: string, reprimes: boolean): Promise<DetectorChange> {
  const { _count } = await loadDetector(db, detectorId);
  if (!reprimes) return { reprimes, series_count: _count.runs, incident_count: 0, incidents: [] };
  const rows = await db.incident.findMany({
    where: { detectorId, state: { not: 'resolved' } },
    orderBy: { id: 'desc' },
    take: maxNamed,
    include: incidentInclude,
    omit: { evidence: true },
  });
  return {
    reprimes,
    series_count: _count.runs,
    incident_count: _count.incidents,
    incidents: rows.map(toIncident),
  };
}

/**
 * Returns what a change of a detector would end, without making it. Refuses the same input as the change
 * itself.
 */
export async function previewUpdate(
  call: ServiceCall<{ id: string; body: unknown }>,
): Promise<DetectorChange> {
  const { actor, db, input } = withDefaults(call);
  const patch = parseInput(detectorPatchSchema, input.body, 'the change');
  const before = toDetector(await loadVisibleDetector(db, actor, input.id));
  requirePermissionOnPattern(actor, 'manage_detectors', before.model_pattern);
  const after = { ...before, ...patch, ...changeRules(before, patch) };
  if (after.name !== before.name) await refuseTakenName(db, after);
  after.params = parseParams(after.method, patch.params ?? (patch.method ? {} : before.params));
  return endedBy(db, before.id, changesReadings(before, after));
}

/** Returns what deleting a detector would end. */
export async function previewDeletion(call: ServiceCall<{ id: string }>): Promise<DetectorChange> {
  const { actor, db, input } = withDefaults(call);
  const { modelPattern } = await loadVisibleDetector(db, actor, input.id);
  requirePermissionOnPattern(actor, 'manage_detectors', modelPattern);
  return endedBy(db, input.id, true);
}
