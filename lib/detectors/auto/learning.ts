import { roundBySpread, rounded, timeBack, valueBack } from './recent-ring';
import { isSettled, learnRates, learnRegime, meanOf, spreadAround } from './regime';
import { freshSeasonTracker, pointsPerCycle } from './season-tracker';
import { type AutoState, largestValue } from './state';
import { learnRuns, restartRuns } from './stuck-run';

/** Points of the new level that are needed to know it. */
const relearnSize = 64;
/** How long a re-learning may wait for a level that settles, in points and in cycles of the season. */
const longestRelearn = 512;
const longestRelearnCycles = 3;
const outlierSpreads = 4;

/** Begins or goes on to learn what is ordinary. */
export function addToSample(state: AutoState, value: number): void {
  state.sample.push(value);
  state.sampleSum += value;
}

/** Whether the sample has both 0 and 1, of a series that never had anything else. */
function isOfRates({ sample, otherCount, season }: AutoState): boolean {
  if (otherCount > 0 || (season !== null && season.adopted !== 0)) return false;
  return sample.includes(0) && sample.includes(1);
}

/** A series of 0 and 1 has no season and no level but its rate. */
function startRates(state: AutoState): void {
  const { recent, sample } = state;
  recent.roundTo = 1;
  state.season = null;
  state.offset = 0;
  state.center = meanOf(sample, 0, sample.length);
  state.regime = learnRates(sample, state.sides);
}

/** Everything else: the level moves, and the season stays around it. */
function startScores(state: AutoState): void {
  const { sample, phase, season, recent } = state;
  const level = state.sampleSum / sample.length;
  if (phase === 'learning') state.center = level;
  else state.offset = level - state.center;
  if (season === null) state.season = freshSeasonTracker();
  // Rounded before it is learned from: values to come will be, and ties have to stay ties.
  roundBySpread(recent, spreadAround(sample, level));
  state.regime = learnRegime(sample.map((value) => rounded(value, recent.roundTo)));
}

/** Begins to watch what the sample has taught. */
export function startRegime(state: AutoState): void {
  const { sample, recent } = state;
  learnRuns(state.run);
  if (isOfRates(state)) startRates(state);
  else startScores(state);
  const { spread } = state.regime;
  state.limit = spread > 0 ? outlierSpreads * spread : largestValue;
  state.referenceFromMs = timeBack(recent, sample.length);
  state.referenceToMs = recent.lastMs;
  state.phase = 'watching';
  state.held = 0;
  state.sample = [];
  state.sampleSum = 0;
}

/** From here on the sample is gathered anew, beginning with the last `count` points. */
export function startRelearning(state: AutoState, count: number, held: number): void {
  state.phase = 'relearning';
  restartRuns(state.run, count);
  state.held = held;
  state.heldCount = 0;
  state.sample = [];
  state.sampleSum = 0;
  for (let back = count; back >= 1; back -= 1) addToSample(state, valueBack(state.recent, back));
}

/** One point while re-learning; the level is held until what is learned has settled. */
export function relearn(state: AutoState): void {
  const { params, season } = state;
  addToSample(state, valueBack(state.recent, 1));
  state.heldCount += 1;
  const isRate = state.regime.rates !== null;
  // A rate takes more points to know than a level, and a level that follows an alarm is watched closely anyway.
  const size =
    state.held > 0 && !isRate ? Math.min(relearnSize, params.reference_size) : params.reference_size;
  // A season whose size may have changed takes a whole cycle to learn.
  const cycle = season === null ? 0 : pointsPerCycle(season);
  if (state.sample.length < Math.max(size, cycle)) return;
  const longest = Math.max(longestRelearn, longestRelearnCycles * cycle);
  if (state.heldCount < longest && !isSettled(state.sample)) {
    state.sample = state.sample.slice(state.sample.length >> 1);
    state.sampleSum = 0;
    for (const value of state.sample) state.sampleSum += value;
    return;
  }
  startRegime(state);
}
