import type { Database } from '../../db/client';
import { isDriftwatchError } from '../../errors';
import { type ServiceCall, withDefaults } from '../call';
import { deleteDetector } from '../detectors/delete-detector';
import { deleteModel } from '../models/delete-model';

/** The parts of the sample. */
export interface Sample {
  modelId: string;
  detectorNames: string[];
}

/**
 * Returns the sample's detectors that still watch only its model; a detector that a person has changed to
 * watch others belongs to that person.
 */
function ownDetectors(db: Database, { modelId, detectorNames }: Sample) {
  return db.detector.findMany({
    where: { name: { in: detectorNames }, modelPattern: modelId, deletedAt: null },
    select: { id: true },
  });
}

/** Returns whether the sample exists. */
export async function getSample(
  call: ServiceCall<Sample>,
): Promise<{ loaded: boolean; detector_count: number }> {
  const { db, input } = withDefaults(call);
  const loaded = (await db.model.count({ where: { id: input.modelId } })) > 0;
  return { loaded, detector_count: (await ownDetectors(db, input)).length };
}

const isNotFound = (error: unknown) => isDriftwatchError(error) && error.code === 'NOT_FOUND';

/**
 * Deletes the sample's model with its jobs, and its detectors, each in its own transaction; a second call
 * deletes what a crash has left.
 *
 * @throws CONFLICT while a retrain of the sample's model is approved and has not ended
 */
export async function deleteSample(
  call: ServiceCall<Sample>,
): Promise<{ model_deleted: boolean; detectors_deleted: number }> {
  const { actor, db, now, input } = withDefaults(call);
  let modelDeleted = true;
  try {
    await deleteModel({ actor, db, now, input: { id: input.modelId } });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    modelDeleted = false;
  }
  const detectors = await ownDetectors(db, input);
  for (const { id } of detectors) {
    try {
      await deleteDetector({ actor, db, now, input: { id } });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return { model_deleted: modelDeleted, detectors_deleted: detectors.length };
}
