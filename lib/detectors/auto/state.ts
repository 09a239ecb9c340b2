import type { ShiryaevRoberts } from '../../stats/shiryaev-roberts';
import { watchedSides } from '../shared-params';
import type { Level, MetricTraits } from '../types';
import type { AutoParams } from './params';
import { createRing, type RecentRing, ringSize } from './recent-ring';
import { createChart, type ScoreChart } from './score-chart';
import { createSeasonCells, type SeasonCells } from './season-cells';
import { createStuckRun, type StuckRun } from './stuck-run';

/** Which sides of the mean are watched. */
export type Sides = 'up' | 'down' | 'both';

/** What the series is charted by: its level, the size of its steps, and the product with its season. */
export type ChartName = 'location' | 'spread' | 'season';

/** Which chart saw a change; `rate` is that of a 0/1 series, `stuck` a run of equal values. */
export type SeenBy = ChartName | 'rate' | 'stuck' | 'nothing';

/**
 * What was ordinary before the last change: event times, level on the working scale, mean in the metric's
 * unit.
 */
export type Reference = {
  fromMs: number;
  toMs: number;
  count: number;
  level: number;
  mean: number;
  /** Standard deviation on the working scale. */
  spread: number;
};

export type AutoState = {
  params: AutoParams;
  sides: Sides;
  /** IANA name; empty when unknown. */
  timeZone: string;
  phase: 'learning' | 'watching';
  level: Level;
  seen: number;
  /** Points after which it judges, as far as known; without meaning afterwards. */
  needed: number;
  cadenceMs: number;
  /** Time for each point: the cadence, or less where points come in bursts. */
  spacingMs: number;
  /** Values other than 0 and 1 so far. */
  otherCount: number;
  /** The last values as they came, rounded to a ten-thousandth of the noise. */
  recent: RecentRing;
  run: StuckRun;
  cells: SeasonCells;
  /** Power of the working scale: 1 plain, 0.5 square root, 0 logarithm; and what stands for 0 there. */
  power: number;
  leastPositive: number;

  // The segment since the last change, without season, on the working scale.
  startMs: number;
  location: ScoreChart;
  spread: ScoreChart;
  season: ScoreChart;
  /** Count of a chart up to which a rejected split is not examined again. */
  skipUntil: { location: number; spread: number; season: number };
  /** Sums relative to the first value, of `residualCount` values; `rawSum` is of the values as they came. */
  origin: number;
  residualCount: number;
  residualSum: number;
  residualSquares: number;
  rawSum: number;
  /** Differences up to it count as none. */
  floor: number;
  /** Beyond these a value is an outlier. */
  outlierBelow: number;
  outlierAbove: number;
  lastResidual: number;
  /** A moving average of about 20 values, and how much a value follows the one before it. */
  nearLevel: number;
  neighbourCorrelation: number;
  /** Set for a 0/1 series. */
  rates: ShiryaevRoberts | null;
  /**
   * Points for which a rate may still be moving, below 0 when they are over; which way, and the reported odds
   * of a 1.
   */
  settling: number;
  reportedRise: boolean;
  reportedOdds: number;

  // The last change.
  seenBy: SeenBy;
  latchedStrength: number;
  /** Points for which the drift still lasts. */
  latchedLeft: number;
  onsetMs: number;
  reference: Reference;
  /** Recent alarms, fading in about 1,000 points: after an alarm the next one needs more strength. */
  alarms: number;
  /** Alarms of a level that wanders, fading in about 5,000 points: with two of them there is no level. */
  instability: number;
  isUnstable: boolean;
};

/** Beyond this, squares overflow; larger values count as this. */
export const maxValue = 1e140;

export function createState(params: AutoParams, traits: MetricTraits): AutoState {
  const { up, down } = watchedSides(params.direction, traits);
  return {
    params: { ...params },
    sides: up && down ? 'both' : up ? 'up' : 'down',
    timeZone: traits.timeZone ?? '',
    phase: 'learning',
    level: 'insufficient_data',
    seen: 0,
    needed: params.reference_size,
    cadenceMs: 0,
    spacingMs: 0,
    otherCount: 0,
    recent: createRing(),
    run: createStuckRun(),
    cells: createSeasonCells(),
    power: 1,
    leastPositive: 0,
    startMs: 0,
    location: createChart(),
    spread: createChart(),
    season: createChart(),
    skipUntil: { location: 0, spread: 0, season: 0 },
    origin: 0,
    residualCount: 0,
    residualSum: 0,
    residualSquares: 0,
    rawSum: 0,
    floor: 0,
    outlierBelow: 0,
    outlierAbove: 0,
    lastResidual: 0,
    nearLevel: 0,
    neighbourCorrelation: 0,
    rates: null,
    settling: -ringSize,
    reportedRise: false,
    reportedOdds: 1,
    seenBy: 'nothing',
    latchedStrength: 0,
    latchedLeft: 0,
    onsetMs: 0,
    reference: { fromMs: 0, toMs: 0, count: 1, level: 0, mean: 0, spread: 0 },
    alarms: 0,
    instability: 0,
    isUnstable: false,
  };
}
