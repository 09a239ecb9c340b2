import { clampFinite } from '../stats/clamp-finite';
import {
  type InputParams,
  type InputState,
  isLearning,
  learn,
  ordinaryBand,
  referenceSpan,
  withoutSeason,
} from './input-stage';
import { notEnoughData } from './not-enough-data';
import { type RecentPoints, recentMean } from './recent-points';
import { type Segment, segmentSpan } from './segment';
import type { DetectorMethod, DetectorState, MethodDescription, ParamValues, Reading } from './types';

/**
 * What all charts share that compare with the first points of the series: the reference, the season, the
 * delta and the windows. A chart adds its params, its state and one function that judges a point.
 *
 * The first `reference_size` points are the reference (input-stage.ts), and the first judged point is the
 * next one. While a drift or a warning lasts, the delta is the mean since the onset minus the mean of the
 * reference; otherwise it is the mean of the last 8 points minus that. The band is the mean of the reference
 * plus and minus 3 sd, the strip of ordinary single values. The onset is the first point of the change under
 * way.
 */
export interface ReferenceChart<Params extends ParamValues, State extends DetectorState>
  extends Pick<DetectorMethod<Params, State>, 'statisticCap' | 'init'> {
  /**
   * Judges a point after the reference.
   * @param adjusted the value without its season, in the metric's unit.
   * @returns the reading; its delta is filled in afterwards.
   */
  judge(state: State, adjusted: number, tsMs: number): Reading;
  /** The points of the change under way, `null` when there is none. */
  changing(state: State): Segment | null;
  /** The last points, `adjusted` as `judge` got them. */
  recent(state: State): RecentPoints;
}

type ChartState = DetectorState & { input: InputState };

/**
 * A chart as a `DetectorMethod`. Cost per update: O(1) beside `judge`.
 *
 * @param definition what the method says about itself, and its own part.
 */
export function defineChartMethod<Params extends ParamValues & InputParams, State extends ChartState>(
  definition: MethodDescription<Params> & ReferenceChart<Params, State>,
): DetectorMethod<Params, State> {
  const { judge, changing, recent, ...description } = definition;

  function update(state: State, value: number, tsMs: number): Reading {
    const { input } = state;
    if (isLearning(input)) {
      learn(input, value, tsMs);
      return notEnoughData(input.moments.count, input.referenceSize + 1);
    }
    const reading = judge(state, withoutSeason(input, value, tsMs), tsMs);
    const present = changing(state)?.mean ?? recentMean(recent(state));
    reading.delta = clampFinite(present - input.mean);
    return reading;
  }

  return {
    ...description,
    kind: 'chart',
    calibratedParam: 'threshold',
    updateCost: () => 100,
    minSamples: ({ reference_size }) => reference_size + 1,
    update,
    windows: (state) => ({
      reference: referenceSpan(state.input),
      band: ordinaryBand(state.input),
      current: segmentSpan(changing(state), recent(state)),
    }),
    onsetMs: (state) => changing(state)?.fromMs ?? null,
  };
}
