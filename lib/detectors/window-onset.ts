import { elementAt } from '../stats/element-at';
import { mean } from '../stats/mean';
import { orderedMedian } from '../stats/ordered-values';
import type { AnyTwoWindowState } from './window-state';

/**
 * When a change seen by two windows began: the place in the current window from which on the values lie most
 * consistently on the other side of half the change.
 *
 * How. Half way between the level of the reference and that of the newest third of the window lies a limit.
 * Walking back from the newest point, the distances beyond it are added up, and the place with the largest
 * sum is the first point of the change. This is the CUSUM estimate of a change point (Page, Biometrika 41,
 * 1954) with the levels taken from the data. With `ofSpread` it uses the distances from the median of the
 * reference.
 *
 * The result cannot lie before the window, so it is too late for a slow change. Called once per change. Cost
 * O(window + reference).
 */
export function onsetOf(state: AnyTwoWindowState, ofSpread: boolean): number {
  const { timesMs, next, params } = state;
  const reach = params.outlier_limit * state.noise * state.widening;
  const middle = orderedMedian(state.reference);
  const values = state.values.map((value) => Math.min(Math.max(value, middle - reach), middle + reach));
  const centre = ofSpread ? middle : 0;
  const measure = (value: number) => (ofSpread ? Math.abs(value - centre) : value);
  const level = mean(state.reference.map(measure));
  // The newest third of the window stands for the changed level: the whole window may be mostly old values.
  const farCount = Math.max(3, Math.floor(params.window / 3));
  let far = 0;
  for (let back = 1; back <= farCount; back += 1) {
    far += measure(elementAt(values, (next - back + params.window) % params.window)) / farCount;
  }
  const half = (level + far) / 2;
  const sign = far >= level ? 1 : -1;
  let sum = 0;
  let most = Number.NEGATIVE_INFINITY;
  let onsetMs = elementAt(timesMs, next);
  for (let back = 1; back <= params.window; back += 1) {
    const index = (next - back + params.window) % params.window;
    sum += sign * (measure(elementAt(values, index)) - half);
    if (sum <= most) continue;
    most = sum;
    onsetMs = elementAt(timesMs, index);
  }
  return onsetMs;
}
