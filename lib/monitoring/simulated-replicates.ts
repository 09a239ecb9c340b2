import { normalQuantile } from '../stats/distributions';
import { seededRandom } from '../stats/seeded-random';
import type { ReferenceModel } from './reference-model';

/** A series like the reference. */
export interface Replicate {
  readonly startMs: number;
  readonly values: Float64Array;
}

/** Many series like the reference, all of one length and spacing. */
export interface SimulatedReplicates {
  readonly length: number;
  readonly spacingMs: number;
  readonly series: readonly Replicate[];
}

const weekMs = 604_800_000;

/**
 * @param fromMs `null`: every replicate begins at its own time of the week, as new series do. Otherwise all
 *   begin at this time and continue the reference, each at its own level: the reference knows its level only
 *   to its standard error, and a method that continues from it keeps the level it has learned.
 */
export function simulateReplicates(
  model: ReferenceModel,
  { count, length, fromMs, seed }: { count: number; length: number; fromMs: number | null; seed: string },
): SimulatedReplicates {
  const random = seededRandom(seed);
  const series = Array.from({ length: count }, (_, replicate) => {
    const step = Math.floor((random() * weekMs) / model.spacingMs);
    const startMs = fromMs ?? weekMs * 2600 + step * model.spacingMs;
    const shift = fromMs === null ? 0 : model.levelError * normalQuantile((replicate + 0.5) / count);
    const values = new Float64Array(length);
    model.draw(values, startMs, random, shift);
    return { startMs, values };
  });
  return { length, spacingMs: model.spacingMs, series };
}
