import { v7 as uuidv7 } from 'uuid';
import { lockDetectorWriters } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { parseParams } from '../../monitoring/index';
import { type Detector, detectorInputSchema } from '../../schemas/detectors';
import { writeAudit } from '../audit/write-audit';
import { parseInput, requirePermissionOnPattern, type ServiceCall, withDefaults } from '../call';
import { configurationOf } from './configuration-of';
import { getDetector } from './get-detector';
import { primeDetector } from './prime-detector';
import { refuseTakenName } from './refuse-taken-name';
import { ruleColumns } from './rule-columns';

/**
 * Creates a detector and primes it on the stored history of the series it watches, which opens no incidents.
 */
export async function createDetector(call: ServiceCall<unknown>): Promise<Detector> {
  const { actor, db, now, input } = withDefaults(call);
  const detector = parseInput(detectorInputSchema, input, 'the detector');
  requirePermissionOnPattern(actor, 'manage_detectors', detector.model_pattern);
  const params = parseParams(detector.method, detector.params);
  const id = uuidv7();
  const mode = detector.mode ?? 'live';
  await inTransaction(db, async (tx) => {
    await lockDetectorWriters(prismaRunner(tx));
    await refuseTakenName(tx, { id, name: detector.name });
    await tx.detector.create({
      data: {
        id,
        name: detector.name,
        modelPattern: detector.model_pattern,
        metricPattern: detector.metric_pattern,
        method: detector.method,
        params,
        ...ruleColumns(detector),
        enabled: detector.enabled,
        mode,
        createdAt: now,
        updatedAt: now,
      },
    });
    await writeAudit(tx, actor, now, [
      {
        action: 'detector.created',
        entityType: 'detector',
        entityId: id,
        detail: { name: detector.name, after: configurationOf({ ...detector, params, mode }) },
      },
    ]);
  });
  await primeDetector(db, id);
  return getDetector({ actor, db, input: { id } });
}
