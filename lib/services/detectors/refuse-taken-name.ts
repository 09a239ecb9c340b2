import type { Database, Transaction } from '../../db/client';
import { detectorNamed } from '../../db/sql/detector-named';
import { DriftwatchError } from '../../errors';

/**
 * Incidents and charts tell detectors apart by name alone, so no two share one. The caller holds the detectors' lock,
 * which makes this exact; detectors of the same name from before this rule stay as they are.
 */
export async function refuseTakenName(tx: Database | Transaction, detector: { id: string; name: string }) {
  const other = await detectorNamed(tx, detector.name, detector.id);
  if (!other) return;
  throw new DriftwatchError('CONFLICT', `there is a detector named “${other.name}” already`, {
    errors: [{ field: 'name', message: `is taken by “${other.name}”; choose another` }],
    details: { detector_id: other.id },
  });
}
