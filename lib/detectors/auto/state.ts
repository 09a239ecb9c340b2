import type { ShiryaevRoberts } from '../../stats/shiryaev-roberts';
import { watchedSides } from '../shared-params';
import type { Level, MetricTraits } from '../types';
import type { AutoParams } from './params';
import { createRing, type RecentRing } from './recent-ring';
import { createChart, type ScoreChart } from './score-chart';
import { createSeasonCells, type SeasonCells } from './season-cells';
import { createStuckRun, type StuckRun } from './stuck-run';

/** Which sides of the mean are watched. */
export type Sides = 'up' | 'down' | 'both';

/** What the series is charted by: its level, the size of its steps, and how it goes along with its season. */
export type ChartName = 'location' | 'spread' | 'season';

/** What a change was seen by; `rate` is that of a 0/1 series, `stuck` a run of equal values. */
export type SeenBy = ChartName | 'rate' | 'stuck' | 'nothing';

/** What was ordinary before the last change: event times, level on the working scale, its mean in the metric's unit. */
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
  /** Points after which it judges, as far as that can be told; of no meaning afterwards. */
  needed: number;
  cadenceMs: number;
  /** Values other than 0 and 1 so far. */
  otherCount: number;
  /** The last values as they came, rounded to a ten-thousandth of the noise. */
  recent: RecentRing;
  run: StuckRun;
  cells: SeasonCells;
  /** Power of the working scale: 1 as it is, 0.5 square root, 0 logarithm; and what stands for 0 there. */
  power: number;
  leastPositive: number;

  // The stretch since the last change, season out, on the working scale.
  startMs: number;
  location: ScoreChart;
  spread: ScoreChart;
  season: ScoreChart;
  /** Count of a chart up to which a split that was found wanting is not looked at again. */
  skipUntil: { location: number; spread: number; season: number };
  /** Sums around the first value, of as many values as `restCount`; `rawSum` is of the values as they came. */
  origin: number;
  residualCount: number;
  residualSum: number;
  residualSquares: number;
  rawSum: number;
  /** Differences up to it are none. */
  floor: number;
  /** Beyond these a value is wild. */
  outlierBelow: number;
  outlierAbove: number;
  lastResidual: number;
  /** A moving average of some 20 values, and how far a value follows the one before it. */
  nearLevel: number;
  neighbourCorrelation: number;
  /** Of a 0/1 series. */
  rates: ShiryaevRoberts | null;
  /** Points for which a rate may still be on its way, which way, and the odds of a 1 as told. */
  settling: number;
  reportedRise: boolean;
  reportedOdds: number;

  // The last change.
  seenBy: SeenBy;
  latchedStrength: number;
  /** Points for which its drift still lasts. */
  latchedLeft: number;
  onsetMs: number;
  reference: Reference;
  /** Alarms lately, fading in some 1,000 points: who has just alarmed needs a better reason. */
  alarms: number;
  /** Alarms of a level that wanders, fading in some 5,000: with two of them there is no level. */
  instability: number;
  isUnstable: boolean;
};

/** Beyond this, squares overflow; larger values count as this large. */
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
    settling: 0,
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
