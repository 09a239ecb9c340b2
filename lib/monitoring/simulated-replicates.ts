import { normalQuantile } from '../stats/distributions';
import { seededRandom } from '../stats/seeded-random';
import type { ReferenceModel } from './reference-model';

/** Many series like the reference, one after the other in one array. */
export interface SimulatedReplicates {
  readonly count: number;
  readonly length: number;
  readonly spacingMs: number;
  /** The values of replicate i are at `i * length` and the `length - 1` places after it. */
  readonly values: Float64Array;
  readonly startMs: Float64Array;
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
  const values = new Float64Array(count * length);
  const startMs = new Float64Array(count);
  const random = seededRandom(seed);
  for (let replicate = 0; replicate < count; replicate += 1) {
    const step = Math.floor((random() * weekMs) / model.spacingMs);
    startMs[replicate] = fromMs ?? weekMs * 2600 + step * model.spacingMs;
    const shift = fromMs === null ? 0 : model.levelError * normalQuantile((replicate + 0.5) / count);
    model.draw(
      values.subarray(replicate * length, (replicate + 1) * length),
      startMs[replicate] as number,
      random,
      shift,
    );
  }
  return { count, length, spacingMs: model.spacingMs, values, startMs };
}
