import type { Detector } from '../../schemas/detectors';
import { type ServiceCall, withDefaults } from '../call';
import { loadVisibleDetector } from './load-detector';
import { toDetector } from './to-detector';

export async function getDetector(call: ServiceCall<{ id: string }>): Promise<Detector> {
  const { actor, db, input } = withDefaults(call);
  return toDetector(await loadVisibleDetector(db, actor, input.id));
}
