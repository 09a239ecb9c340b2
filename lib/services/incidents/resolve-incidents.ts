import type { Transaction } from '../../db/client';
import type { Prisma } from '../../db/types';
import { writeAudit } from '../audit/write-audit';
import type { Actor } from '../call';

export type Resolution =
  | 'recovered'
  | 'detector_changed'
  | 'detector_disabled'
  | 'detector_deleted'
  | 'metric_changed'
  | 'points_deleted';

export interface IncidentsToResolve {
  where: Prisma.IncidentWhereInput;
  resolution: Resolution;
  /** Event time of the point that ended the episode; `now` if no point did. */
  resolvedTs?: Date;
}

/** Resolves the matching open incidents in the caller's transaction. */
export async function resolveIncidents(
  tx: Transaction,
  actor: Actor,
  now: Date,
  { where, resolution, resolvedTs }: IncidentsToResolve,
) {
  const resolved = await tx.incident.findMany({
    where: { AND: [where, { state: { not: 'resolved' } }] },
    select: { id: true, state: true },
  });
  await tx.incident.updateMany({
    where: { id: { in: resolved.map((incident) => incident.id) } },
    data: { state: 'resolved', resolution, resolvedTs: resolvedTs ?? now },
  });
  await writeAudit(
    tx,
    actor,
    now,
    resolved.map(({ id, state }) => ({
      action: 'incident.resolved',
      entityType: 'incident',
      entityId: id,
      fromStatus: state,
      toStatus: 'resolved',
      detail: { resolution },
    })),
  );
}
