import { flatSurprise } from '../../stats/flat-run';
import { addNews, newsStrength } from '../../stats/news-rate';
import { type Novelty, noveltyOf } from '../../stats/novelty';
import { isStanding } from './outlying';
import { type AnomalyState, viewCount } from './state';
import { calmView, least, seen } from './views';

/** A spread a third of the usual one is a fall; smaller changes are chance. */
const shrunk = Math.log(3);
/** The weights of the largest, the second and the third surprise, since views of one event overlap. */
const rankWeights = [1, 1 / 2, 1 / 3];
const memoryFade = 0.99;
/** After a large peak only one that is larger by this factor is news. */
const largePeak = 4;
const worse = 1.3;
/** Its share of the false alarms, in powers of ten, and the uncertainty while the series is young. */
const share = 0.15;
const youthPoints = 120;
/** A mostly constant series shows its behaviour only at the few points where it moves. */
const standingYouthPoints = 600;
/** The chance of a flat run is that of one place; there are about a hundred where it can begin. */
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
    // A spread that shrinks many times over is far away only on a logarithmic scale; its rises are seen
    // without it.
    if (at !== calmView || number < usual - shrunk) rank(surprise);
  }
  return rankWeights.reduce((sum, weight, place) => sum + weight * (largest[place] as number), 0);
}

/**
 * Judges what the series has not shown before, on the scale of strengths, and adds the point.
 * @returns 0 soon after a recent peak, unless the point is larger.
 */
export function judgeNews(state: AnomalyState, value: number, isJudging: boolean): number {
  const flat = flatSurprise(state.flat, value) - flatShare;
  const score = scoreOf(state);
  if (!isJudging) return 0;
  const bar = state.newsMemory * (state.newsMemory > largePeak ? worse : 1);
  const fresh = score > bar ? score : 0;
  const unknown = share + (isStanding(state) ? standingYouthPoints : youthPoints) / state.count;
  const strength = newsStrength(state.news, fresh) - unknown;
  addNews(state.news, fresh);
  state.newsMemory = Math.max(state.newsMemory * memoryFade, score);
  return Math.max(0, strength, flat);
}
