import { plainMean } from '../lib/stats/mean';
import { type Random, rng } from './scorers/streams.mjs';

/** A kind of metric that never changes. */
export interface CalmKind {
  name: string;
  /** Minutes between points. */
  minutes: number;
  /** Starts a series of the kind: each call returns its next value, at time `tsMs`. */
  start(random: Random): (tsMs: number) => number;
}

export const calmStartMs = Date.UTC(2025, 0, 1);

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** 1970 began on a Thursday; 0 is Sunday. */
const weekdayOf = (tsMs: number) => (Math.floor(tsMs / dayMs) + 4) % 7;
const daily = (tsMs: number) => Math.sin((2 * Math.PI * (tsMs % dayMs)) / dayMs);
const weekly = (tsMs: number) => {
  const day = weekdayOf(tsMs);
  return daily(tsMs) - (day === 0 || day === 6 ? 1 : 0);
};

/** A stationary autoregression of order 1 with standard deviation 1. */
function autoregression(random: Random, memory: number): () => number {
  let last = random.n();
  return () => {
    last = memory * last + Math.sqrt(1 - memory * memory) * random.n();
    return last;
  };
}

/** The mean of the last 50 independent values, like a metric computed over a sliding window. */
function movingMean(random: Random): () => number {
  const size = 50;
  const values = Array.from({ length: size }, () => random.n());
  let next = 0;
  return () => {
    values[next] = random.n();
    next = (next + 1) % size;
    return plainMean(values);
  };
}

/** Alternating calm and volatile periods: GARCH(1,1) with 0.1 and 0.85. */
function garch(random: Random): () => number {
  let variance = 1;
  let last = random.n();
  return () => {
    variance = 0.05 + 0.1 * last * last + 0.85 * variance;
    last = Math.sqrt(variance) * random.n();
    return last;
  };
}

/** Student's t with 3 degrees of freedom. */
function heavyTail(random: Random): number {
  return random.n() / Math.sqrt((random.n() ** 2 + random.n() ** 2 + random.n() ** 2) / 3);
}

/** The share of about 300 calls that fail; the probability of a failure wanders around 10 %. */
function wanderingRate(random: Random): () => number {
  const wander = autoregression(random, 0.95);
  return () => {
    const chance = 1 / (1 + Math.exp(2.2 - 0.3 * wander()));
    return Math.min(1, Math.max(0, chance + Math.sqrt((chance * (1 - chance)) / 300) * random.n()));
  };
}

/** Requests by day, none by night. */
function withNights(random: Random): (tsMs: number) => number {
  return (tsMs) => {
    const hour = (tsMs % dayMs) / 3_600_000;
    return hour >= 7 && hour < 19 ? random.pois(40) : 0;
  };
}

function randomWalk(random: Random): () => number {
  let level = 0;
  return () => {
    level += random.n();
    return level;
  };
}

const hourly = (name: string, start: CalmKind['start']): CalmKind => ({ name, minutes: 60, start });

/** The kinds on which a promise about false alarms has to hold. */
export const calmMetrics: CalmKind[] = [
  hourly('normal', (random) => () => random.n()),
  hourly('Student’s t, 3 degrees', (random) => () => heavyTail(random)),
  hourly('log-normal', (random) => () => Math.exp(0.5 * random.n())),
  hourly('Poisson, mean 4', (random) => () => random.pois(4)),
  hourly('AR(1) 0.5', (random) => autoregression(random, 0.5)),
  hourly('AR(1) 0.7', (random) => autoregression(random, 0.7)),
  hourly('AR(1) 0.9', (random) => autoregression(random, 0.9)),
  hourly('moving mean of 50', movingMean),
  hourly('GARCH', garch),
  hourly('wandering rate', wanderingRate),
  hourly('random walk', randomWalk),
  hourly('mostly zero', (random) => () => (random.u() < 0.1 ? Math.exp(random.n()) : 0)),
  hourly('rounded to 1 sd', (random) => () => Math.round(random.n())),
  hourly('daily season, hourly', (random) => (tsMs) => 3 * daily(tsMs) + random.n()),
  { name: 'daily season, 5 min', minutes: 5, start: (random) => (tsMs) => 3 * daily(tsMs) + random.n() },
  { name: 'daily season, 6 h', minutes: 360, start: (random) => (tsMs) => 3 * daily(tsMs) + random.n() },
  hourly('none by night, hourly', withNights),
  { name: 'none by night, 10 min', minutes: 10, start: withNights },
  hourly('weekly season, hourly', (random) => (tsMs) => 3 * weekly(tsMs) + random.n()),
  hourly('AR(1) 0.7 and daily season', (random) => {
    const noise = autoregression(random, 0.7);
    return (tsMs) => 3 * daily(tsMs) + noise();
  }),
  hourly('0/1, 2 % ones', (random) => () => random.bern(0.02)),
  hourly('0/1, 10 % ones', (random) => () => random.bern(0.1)),
];

/** Returns a calm series of a kind with its times; the same seed gives the same series. */
export function calmValues({ name, minutes, start }: CalmKind, count: number, seed: string) {
  const next = start(rng(`calm-kinds/${name}/${seed}`));
  const tsMs = Array.from({ length: count }, (_, index) => calmStartMs + index * minutes * minuteMs);
  return { tsMs, values: tsMs.map((ms) => next(ms)) };
}
