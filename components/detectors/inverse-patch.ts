import type { Detector, DetectorPatch } from '@/lib/schemas/detectors';

/** The patch that takes another one back. */
export function inversePatch(detector: Detector, patch: DetectorPatch): DetectorPatch {
  const fields = Object.keys(patch) as (keyof DetectorPatch)[];
  return Object.fromEntries(fields.map((field) => [field, detector[field]]));
}
