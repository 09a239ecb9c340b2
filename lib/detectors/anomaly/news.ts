import { departureSurprise, flatSurprise } from '../../stats/flat-run';
import { addNews, newsStrength } from '../../stats/news-rate';
import { type Novelty, noveltyOf } from '../../stats/novelty';
import { isStanding } from './outlying';
import { type AnomalyState, viewCount } from './state';
import { calmView, least, seen } from './views';

/** A spread a third of the usual is a fall; less of one is chance. */
const shrunk = Math.log(3);
/** What the largest, the second and the third surprise count for: views of one event overlap. */
const rankWeights = [1, 1 / 2, 1 / 3];
const memoryFade = 0.99;
/** After a large peak only one that is this much larger is news. */
const largePeak = 4;
const worse = 1.3;
/** Its part of the false alarms, in powers of ten, and what is not known while the series is young. */
const share = 0.15;
const youthPoints = 120;
/** A series that mostly stands still shows what it does at the few points where it does not. */
const standingYouthPoints = 600;
/** Departures from a value at rest are powers of ten of a rate that is measured and not extrapolated; so they count for more. */
const departureWeight = 1.45;

/** The chance of a flat run is that of one place; there are about a hundred to begin at. */
const flatShare = 2;

/** The three largest surprises; one list, reused. */
const largest = [0, 0, 0];

function rank(surprise: number): void {
  let value = surprise;
  for (let place = 0; place < largest.length; place += 1) {
    const held = largest[place] as number;
    if (value <= held) continue;
    largest[place] = value;
    value = held;
  }
}

function scoreOf({ views, params }: AnomalyState): number {
  largest.fill(0);
  for (let at = 0; at < viewCount; at += 1) {
    const number = seen[at] as number;
    if (Number.isNaN(number)) continue;
    const view = views[at] as Novelty;
    const usual = view.mean;
    const surprise = noveltyOf(view, number, least[at] as number, params.learning_points);
    // A spread that shrinks many times over is far on a scale of logarithms only; its rises are seen without.
    if (at !== calmView || number < usual - shrunk) rank(surprise);
  }
  return rankWeights.reduce((sum, weight, place) => sum + weight * (largest[place] as number), 0);
}

/** What the series has not shown before, on the scale of strengths; 0 in the shadow of a recent peak. Takes the point in. */
export function judgeNews(state: AnomalyState, value: number, isJudging: boolean): number {
  const departure = departureWeight * departureSurprise(state.flat, value, least[0] as number);
  const flat = flatSurprise(state.flat, value) - flatShare;
  const score = scoreOf(state);
  if (!isJudging) return 0;
  const bar = state.newsMemory * (state.newsMemory > largePeak ? worse : 1);
  const fresh = score > bar ? score : 0;
  const unknown = share + (isStanding(state) ? standingYouthPoints : youthPoints) / state.count;
  const strength = newsStrength(state.news, fresh) - unknown;
  addNews(state.news, fresh);
  state.newsMemory = Math.max(state.newsMemory * memoryFade, score);
  return Math.max(0, strength, departure, flat);
}
