import { normalQuantile } from '../stats/distributions';
import { seededRandom } from '../stats/seeded-random';
import type { ReferenceModel } from './reference-model';

/** Many series like the reference, one after the other in one array. */
export interface SimulatedReplicates {
  readonly count: number;
  readonly length: number;
  readonly spacingMs: number;
  /** Values of life i are at `i * length` and the `length - 1` places behind. */
  readonly values: Float64Array;
  readonly startMs: Float64Array;
}

const weekMs = 604_800_000;

/**
 * `fromMs` `null`: every life begins at a time of the week of its own, as fresh series do; else all begin there, going on
 * from the reference, each at a level of its own: the reference knows its level no better than its standard error, and a
 * method that goes on from it has learned one that it keeps.
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
