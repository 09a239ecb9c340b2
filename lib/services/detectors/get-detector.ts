import type { Detector } from '../../schemas/detectors';
import { type ServiceCall, withDefaults } from '../call';
import { loadDetector } from './load-detector';
import { toDetector } from './to-detector';

export async function getDetector(call: ServiceCall<{ id: string }>): Promise<Detector> {
  const { db, input } = withDefaults(call);
  return toDetector(await loadDetector(db, input.id));
}
