import type { Database, Transaction } from '../../db/client';
import { detectorNamed } from '../../db/sql/detector-named';
import { DriftwatchError } from '../../errors';

/**
 * Incidents and charts identify detectors only by name, so names must be unique. The caller holds the lock of
 * the detectors, which makes the check exact. Detectors with equal names that are older than this rule stay.
 */
export async function refuseTakenName(tx: Database | Transaction, detector: { id: string; name: string }) {
  const other = await detectorNamed(tx, detector.name, detector.id);
  if (!other) return;
  throw new DriftwatchError('CONFLICT', `there is already a detector named “${other.name}”`, {
    errors: [{ field: 'name', message: `is taken by “${other.name}”; choose another` }],
    details: { detector_id: other.id },
  });
}
