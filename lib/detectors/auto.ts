import { isUnstable } from './auto/doubts';
import { followSeason } from './auto/learn-season';
import { type AutoParams, paramsSchema } from './auto/params';
import { watchRate } from './auto/rates';
import { cadencePoints, gatherSeasonCells, isReady, startWatching } from './auto/readiness';
import { addToRing, timeBack, valueBack } from './auto/recent-ring';
import { addToRegime, relearn } from './auto/regime';
import { addToCells, createSeasonCells, isDue } from './auto/season-cells';
import { deltaOf, spansOf } from './auto/spans';
import { type AutoState, createState, maxValue } from './auto/state';
import { followRun } from './auto/stuck-run';
import { fadeAlarms, watch } from './auto/watch';
import { localOf } from './auto/working-scale';
import { notEnoughData } from './not-enough-data';
import type { DetectorMethod, Reading } from './types';

function read(state: AutoState, statistic: number, threshold: number): Reading {
  if (statistic > threshold) state.level = 'drift';
  else if (isUnstable(state)) state.level = 'unstable';
  else state.level = statistic > threshold * state.params.warning_ratio ? 'warning' : 'stable';
  return { statistic, threshold, level: state.level, delta: deltaOf(state) };
}

const selfTaught = 'It finds this out from the series itself.';

/**
 * A series that was positive no longer is: it continues on the plain scale, and its season is learned anew.
 */
function leaveScale(state: AutoState): void {
  const { cells, recent } = state;
  state.power = 1;
  const { slotMs, manyPerSlot } = cells;
  state.cells = { ...createSeasonCells(), slotMs, manyPerSlot };
  // The value that shows it is in the ring already.
  const count = Math.min(state.location.count + 1, recent.values.length);
  relearn(state, count, false);
}

/** Adds the point; returns whether it can be judged. */
function takeIn(state: AutoState, value: number, tsMs: number): boolean {
  const { recent } = state;
  // A series that began with zeros and ones gets here later than others.
  const isTimely = state.seen === cadencePoints + 1 || state.phase === 'learning';
  if (state.cells.slotMs === 0 && state.seen > cadencePoints && isTimely) gatherSeasonCells(state);
  const localMs = localOf(state, tsMs);
  if (state.phase === 'learning') {
    const before = valueBack(recent, Math.min(2, recent.values.length));
    if (state.cells.slotMs > 0) addToCells(state.cells, value, localMs, Math.abs(value - before), 0);
    if (!isReady(state)) return false;
    startWatching(state);
    return true;
  }
  if (value < 0 && state.power !== 1) {
    leaveScale(state);
    return true;
  }
  const { step, value: kept } = addToRegime(state, value, tsMs);
  if (
    state.cells.slotMs > 0 &&
    addToCells(state.cells, kept, localMs, step, recent.roundTo) &&
    isDue(state.cells)
  )
    followSeason(state);
  return true;
}

function update(state: AutoState, given: number, tsMs: number): Reading {
  const { params, run } = state;
  const threshold = Math.log10(params.false_alarm_every);
  const value = Math.min(Math.max(given, -maxValue), maxValue) + 0;
  if (state.seen === 0) state.startMs = tsMs;
  state.seen += 1;
  followRun(run, value);
  // A stuck value teaches nothing: what it interrupts continues when it ends.
  if (run.isReported) return read(state, state.latchedStrength, threshold);
  addToRing(state.recent, value, tsMs);
  if (value !== 0 && value !== 1) {
    state.otherCount += 1;
    state.rates = null;
  }
  if (state.otherCount === 0) {
    const needed = Math.max(params.reference_size, cadencePoints);
    if (state.seen < needed) return notEnoughData(state.seen, needed);
    return read(state, watchRate(state, threshold), threshold);
  }
  if (!takeIn(state, value, tsMs)) return notEnoughData(state.seen, state.needed);
  fadeAlarms(state);
  return read(state, watch(state, threshold), threshold);
}

/** Onset of the change under way: of a drift, and of the change that a warning is about. */
function onsetMs(state: AutoState): number | null {
  if (state.level === 'drift') return state.onsetMs;
  if (state.level !== 'warning') return null;
  const { location, spread, season, recent, rates } = state;
  const charts = [location, spread, season].sort((one, other) => other.strongest - one.strongest);
  const size = rates === null ? (charts[0]?.strongestSize ?? 1) : 1;
  return timeBack(recent, Math.min(Math.max(1, size), recent.values.length));
}

/**
 * Finds lasting change in any series, with nothing to set: level, spread, size of the season, rates of 0/1,
 * stuck values.
 *
 * What it does. Each value is put on a scale where noise does not grow with the level (working-scale.ts), the
 * season of the day and the week is taken out (season-cells.ts), and the residual becomes a normal score
 * among all values since the last change (score-chart.ts), so that every distribution looks alike and an
 * outlier counts for at most 2.6 sd. At every point the last 8 to 512 values are compared with all before
 * them; memory of any kind is measured on the series and allowed for (judge-chart.ts). The statistic is minus
 * the decimal logarithm of how often per point a calm series would stand out as much: one scale for all
 * charts and series. A 0/1 series is judged by the odds that its rate has changed.
 *
 * Where a metric stands still at its usual hours, such as a night without traffic, the usual value says nothing
 * and counts as the middle of all others.
 *
 * It judges from about 30 points on; with several points a day not before two days have shown whether the
 * hours differ, or one day that was flat. A change inside what it has learned from is found as well. While a
 * season is young, weekdays are compared only with weekdays, and more evidence is required. A change of
 * clocks where no zone is known shifts the season and does not alarm. After an alarm the points since the
 * estimated onset are learned from; the drift lasts for 24 points, and a further change is another alarm as
 * soon as 20 points show it. A level that has alarmed twice and keeps wandering is `unstable` until it has
 * been calm for long.
 *
 * Params.
 *   false_alarm_every: points, 100 to 1e12, default 10000. A calm series has at most one false alarm in this
 *     many points.
 *   reference_size: points, 16 to 1000, default 30. The fewest points before anything is judged.
 *   direction: `both` (default: a watch over everything should see gains too) or `worse`; of the level and
 *     the rate only. Under `both`, the rarer outcome of a 0/1 series becoming more frequent has 95 % of its
 *     budget.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.8.
 *
 * Measured by `npm run bench:quality` (docs/benchmarks.md). What it cannot keep: rates that wander slowly
 * alarm about twice as often as promised. A random walk is usually reported at most once before it is called
 * unstable. A metric that grows steadily is reported about four times, then it is unstable and a jump in it is
 * not found. A shutdown of two hours every Sunday is reported at both ends for some weeks. Bursts of 50 points
 * within a second whose level differs from burst to burst are unstable.
 *
 * Input. Short: `insufficient_data`, with how far the learning has come. Constant: statistic 0; a value more
 * than 0.1 % away that stays is a change. Ties share the middle rank. Gaps and equal times have no effect;
 * points may come in bursts, of several instances or of a batch.
 * Values beyond 1e140 count as 1e140. A series is 0/1 as long as it has nothing else; it gets no season.
 * Seasons other than the day and the week are not found.
 *
 * Cost: under a microsecond per update of a long calm series, O(640) now and then; several microseconds while
 * it is young. State: under 64 KiB of JSON, most often half of that.
 */
export const auto: DetectorMethod<AutoParams, AutoState> = {
  method: 'auto',
  label: 'Lasting change (automatic)',
  summary: 'Finds lasting changes of any kind in any series, with nothing to set.',
  sees: 'Lasting changes of the level, the spread, the season or the rate, values that are stuck, and recoveries.',
  misses:
    'Single outliers, on purpose; changes of less than a tenth of the noise; seasons that are neither a day nor a week.',
  cost: 'Under a microsecond per point of a long calm series, several while it is young; state under 64 KiB.',
  paper:
    'Two samples at every split, on normal scores after van der Waerden (1952), with false-alarm rates after Siegmund (1988); for rates the mixture of Shiryaev, Roberts and Pollak (1987).',
  guide: {
    advice: {
      situation: 'nothing_to_set',
      place: 1,
      why: 'It learns level, noise, season and autocorrelation from the series, takes one number (how many points per false alarm), and finds changes of mean, spread, tail and rate, and stuck values.',
    },
    calmAlarms: [1.3, 0.7],
    lacks: { scale: selfTaught, season: selfTaught, outlier_limit: selfTaught },
  },
  kind: 'adaptive',
  version: 10,
  paramsSchema,
  calibratedParam: 'false_alarm_every',
  updateCost: () => 8000,
  minSamples: ({ reference_size }) => Math.max(reference_size, cadencePoints),
  init: createState,
  update,
  windows: spansOf,
  onsetMs,
};
