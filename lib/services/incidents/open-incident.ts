import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '../../db/client';
import type { Prisma } from '../../db/types';
import { type Evidence, evidenceSchema } from '../../schemas/evidence';
import { writeAudit } from '../audit/write-audit';
import { system } from '../call';

export interface NewIncident {
  evidence: Evidence;
  onsetMs: number | null;
}

/** SHA-256 of the evidence as it is stored: JSON text, not jsonb, so the bytes stay as they are. */
function hashOf(evidence: Evidence): string {
  return createHash('sha256').update(JSON.stringify(evidence)).digest('hex');
}

/** Opens an incident with its evidence frozen, in the caller's transaction; answers its id. */
export async function openIncident(tx: Transaction, now: Date, incident: NewIncident): Promise<string> {
  const evidence = evidenceSchema.parse(incident.evidence);
  const { detector, series, point, reading } = evidence;
  const id = uuidv7();
  await tx.incident.create({
    data: {
      id,
      detectorId: detector.id,
      detectorName: detector.name,
      method: detector.method,
      seriesId: series.id,
      modelId: series.model_id,
      openedTs: new Date(point.ts),
      onsetTs: incident.onsetMs === null ? null : new Date(incident.onsetMs),
      value: point.value,
      delta: reading.delta,
      statistic: reading.statistic ?? 0,
      threshold: reading.threshold ?? 0,
      evidence: evidence as Prisma.InputJsonObject,
      evidenceHash: hashOf(evidence),
      createdAt: now,
    },
  });
  await writeAudit(tx, system, now, [
    { action: 'incident.opened', entityType: 'incident', entityId: id, toStatus: 'open' },
  ]);
  return id;
}
