import type { Transaction } from '../../db/client';
import { lockDetectorsForReading } from '../../db/locks';
import { lockSeries } from '../../db/sql/ensure-series';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { adoptInputSchema, type Incident } from '../../schemas/incidents';
import {
  parseInput,
  requirePermission,
  requirePermissionSomewhere,
  type ServiceCall,
  withDefaults,
} from '../call';
import { adoptRuns } from './adopt-runs';
import { loadIncidentRow, loadVisibleIncidentRow } from './get-incident';
import { canAdopt, incidentInclude, toIncident } from './to-incident';

async function loadIncident(tx: Transaction, id: string): Promise<Incident> {
  const row = await tx.incident.findUniqueOrThrow({
    where: { id },
    include: incidentInclude,
    omit: { evidence: true },
  });
  return toIncident(row);
}

/**
 * A person declares the level of an incident as normal, from the onset of the change or from a given time on.
 * The run adopts it as its reference, and the incident ends as `new_level`. A second caller is told that the
 * incident has ended.
 */
export async function adoptIncident(call: ServiceCall<{ id: string; body: unknown }>): Promise<Incident> {
  const { actor, db, now, input } = withDefaults(call);
  requirePermissionSomewhere(actor, 'manage_incidents');
  const { from, comment = '' } = parseInput(adoptInputSchema, input.body, 'what is to be adopted');
  if (from !== 'onset' && from > now.getTime()) {
    throw new DriftwatchError('INVALID_INPUT', 'from must not be in the future', {
      errors: [{ field: 'from', message: 'must not be in the future' }],
    });
  }
  const { seriesId, modelId } = await loadVisibleIncidentRow(db, actor, input.id);
  requirePermission(actor, 'manage_incidents', modelId);
  return inTransaction(db, async (tx) => {
    const sql = prismaRunner(tx);
    await lockDetectorsForReading(sql);
    await lockSeries(sql, [seriesId]);
    const incident = await loadIncidentRow(tx, input.id);
    // What is shown, because the rows of a deleted detector are resolved later.
    const shown = await loadIncident(tx, incident.id);
    if (shown.state === 'resolved') {
      const { resolution } = shown;
      throw new DriftwatchError('CONFLICT', `the incident has already ended (${resolution ?? 'resolved'})`, {
        details: { incident: shown },
      });
    }
    if (!canAdopt(incident.method)) {
      throw new DriftwatchError(
        'NOT_ALLOWED_NOW',
        `${incident.method} has fixed limits and learns no level; change the limits of the detector instead`,
      );
    }
    await adoptRuns(tx, actor, now, [incident], { from, isRetrained: false, comment: comment || null });
    return loadIncident(tx, incident.id);
  });
}
