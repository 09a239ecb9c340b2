import { createFlatRun, type FlatRun } from '../../stats/flat-run';
import { createNewsRate, type NewsRate } from '../../stats/news-rate';
import { createNovelty, type Novelty } from '../../stats/novelty';
import { createOddness, type Oddness } from '../../stats/oddness';
import { createPeaks, type PeakHistory } from '../../stats/peak-calibration';
import { createRecurringEvents, type RecurringEvents } from '../../stats/recurring-events';
import type { Level, MetricTraits } from '../types';
import type { AnomalyParams } from './params';

/** The last values, as many as the longest view looks back. */
export const ringSize = 96;
export const weekHours = 168;
/** Views of the series; views.ts says what each is. */
export const viewCount = 10;
/**
 * The views that are also judged without getting used to them: value, step, distance from the near level,
 * near level, hour, and falls of the spread.
 */
export const outlyingViews = [0, 1, 2, 3, 7, 9];

export type AnomalyState = {
  params: AnomalyParams;
  /** Empty for UTC. */
  timeZone: string;
  count: number;
  firstMs: number;
  lastMs: number;
  last: number;
  nearLevel: number;
  middleLevel: number;
  slowLevel: number;
  ring: number[];
  hourMean: number[];
  hourCount: number[];
  weekMean: number[];
  weekCount: number[];
  /** What is new (novelty.ts), and what remains of the score of recent peaks. */
  views: Novelty[];
  flat: FlatRun;
  news: NewsRate;
  newsMemory: number;
  /** What is far out: oddness.ts. */
  outlying: Oddness[];
  outlyingPeaks: PeakHistory;
  outlyingMemory: number;
  oddPoints: number;
  /** What is another level: steps.ts. */
  stepUnit: number;
  stepCount: number;
  stepPeaks: PeakHistory;
  stepMemory: number;
  /** The events of the last week: recurring-events.ts. */
  recurring: RecurringEvents;
  /** What remains of the last alarm, and how many there have been in about 1,000 points. */
  shown: number;
  recentAlarms: number;
  level: Level;
  onsetMs: number;
};

const zeros = (count: number) => new Array<number>(count).fill(0);

/** A state before the first point. */
export function createState(params: AnomalyParams, { timeZone }: MetricTraits): AnomalyState {
  return {
    params: { ...params },
    timeZone: timeZone ?? '',
    count: 0,
    firstMs: 0,
    lastMs: 0,
    last: 0,
    nearLevel: 0,
    middleLevel: 0,
    slowLevel: 0,
    ring: [],
    hourMean: zeros(24),
    hourCount: zeros(24),
    weekMean: zeros(weekHours),
    weekCount: zeros(weekHours),
    views: Array.from({ length: viewCount }, createNovelty),
    flat: createFlatRun(),
    news: createNewsRate(),
    newsMemory: 0,
    outlying: outlyingViews.map(createOddness),
    outlyingPeaks: createPeaks(2, 0.45),
    outlyingMemory: 0,
    oddPoints: 0,
    stepUnit: 0,
    stepCount: 0,
    stepPeaks: createPeaks(1, 0.6),
    stepMemory: 0,
    recurring: createRecurringEvents(),
    shown: 0,
    recentAlarms: 0,
    level: 'insufficient_data',
    onsetMs: 0,
  };
}
