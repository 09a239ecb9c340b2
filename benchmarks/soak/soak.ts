import { execFileSync } from 'node:child_process';
import { inOrder } from '../../lib/stats/ordered-values';
import { orderedQuantileBy } from '../../lib/stats/quantile';
import { type Cell, report } from '../report';
import { batchPoints, Load, post, seriesCount } from './load';

const sampleMs = 5000;
const warmUpMs = 20_000;
const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Ratios of later thirds to the first one that still count as flat on a machine that does other work too. */
const maxMemoryRatio = 1.15;
const maxMedianRatio = 1.5;
const maxTailRatio = 2;
/** Maximum latency of a point when the queue is empty. */
const idleAnswerMs = 1000;

export interface SoakOptions {
  url: string;
  key: string;
  /** The process whose memory is measured. */
  pid: number;
  minutes: number;
  /** Points per second; by default half of what a short warm-up reaches. */
  rate: number | undefined;
  command: string;
}

interface Minute {
  points: number;
  elapsedMs: number[];
  memoryMiB: number[];
}

function memoryOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

function quantile(values: number[], share: number): number {
  return values.length === 0 ? 0 : orderedQuantileBy('inverted_cdf', inOrder(values), share);
}

/** Least-squares slope in MiB per hour. */
function slopeOf(samples: { atMs: number; memoryMiB: number }[]): number {
  const mean = (pick: (sample: (typeof samples)[number]) => number) =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  const [at, memory] = [mean(({ atMs }) => atMs), mean(({ memoryMiB }) => memoryMiB)];
  let above = 0;
  let below = 0;
  for (const { atMs, memoryMiB } of samples) {
    above += (atMs - at) * (memoryMiB - memory);
    below += (atMs - at) ** 2;
  }
  return below === 0 ? 0 : (above / below) * 60 * minuteMs;
}

async function countStored(url: string): Promise<number> {
  const response = await fetch(`${url}/api/models?limit=200`);
  if (!response.ok) throw new Error(`/api/models returned ${response.status}: ${await response.text()}`);
  const { items }: { items: { series: { point_count: number }[] }[] } = await response.json();
  return items.flatMap(({ series }) => series).reduce((sum, series) => sum + series.point_count, 0);
}

const say = (sentence: string) => process.stdout.write(`${sentence}\n`);

/** Returns the rate to use: the given one, or half of what is possible without pauses. */
async function warmUp(load: Load, given: number | undefined, onPoints: (points: number) => void) {
  let points = 0;
  let refusals = 0;
  const events = {
    onAnswer: (count: number) => {
      points += count;
      onPoints(count);
    },
    onRefusal: () => {
      refusals += 1;
    },
  };
  // The first half fills caches and compiles code, the second is measured.
  await load.run(given ?? Number.POSITIVE_INFINITY, warmUpMs / 2, events);
  points = 0;
  const begin = performance.now();
  await load.run(given ?? Number.POSITIVE_INFINITY, warmUpMs / 2, events);
  const reached = (points / (performance.now() - begin)) * 1000;
  say(`warm-up: ${Math.round(reached)} points/s, ${refusals} requests refused`);
  return given ?? Math.max(1, Math.round(reached / 2));
}

/**
 * Posts to a running app at a steady rate, records its memory and latency, and judges whether they stayed
 * flat.
 */
export async function soak({ url, key, pid, minutes, rate: given, command }: SoakOptions): Promise<boolean> {
  const load = new Load({ url, key }, Date.now() - 60 * dayMs);
  let acknowledged = 0;
  let refusals = 0;
  const rate = await warmUp(load, given, (points) => {
    acknowledged += points;
  });
  const all: Minute[] = [];
  const samples: { atMs: number; memoryMiB: number }[] = [];
  const begin = performance.now();
  let current: Minute = { points: 0, elapsedMs: [], memoryMiB: [] };
  const sample = () => {
    const memoryMiB = memoryOf(pid);
    samples.push({ atMs: performance.now() - begin, memoryMiB });
    current.memoryMiB.push(memoryMiB);
  };
  const endMinute = () => {
    const { points, elapsedMs, memoryMiB } = current;
    if (points === 0) return;
    all.push(current);
    say(
      `minute ${all.length}: ${points} points, p50 ${quantile(elapsedMs, 0.5).toFixed(1)} ms, ` +
        `p99 ${quantile(elapsedMs, 0.99).toFixed(1)} ms, ${Math.round(quantile(memoryMiB, 0.5))} MiB`,
    );
    current = { points: 0, elapsedMs: [], memoryMiB: [] };
  };
  const timers = [setInterval(sample, sampleMs), setInterval(endMinute, minuteMs)];
  await load.run(rate, minutes * minuteMs + 500, {
    onAnswer: (points, elapsedMs) => {
      acknowledged += points;
      current.points += points;
      current.elapsedMs.push(elapsedMs);
    },
    onRefusal: () => {
      refusals += 1;
    },
  });
  for (const timer of timers) clearInterval(timer);
  const lastMs = performance.now();
  const status = await post(
    { url, key },
    JSON.stringify({ model_id: 'soak-000', metric: 'value', value: 10, ts: Date.UTC(2000, 0) }),
  );
  const idleMs = performance.now() - lastMs;
  const stored = (await countStored(url)) - 1;
  const third = Math.max(1, Math.floor(all.length / 3));
  const spans = [all.slice(0, third), all.slice(third, -third), all.slice(-third)];
  const figures = spans.map((span) => ({
    rate: span.reduce((sum, { points }) => sum + points, 0) / (60 * span.length),
    p50: quantile(
      span.flatMap(({ elapsedMs }) => elapsedMs),
      0.5,
    ),
    p99: quantile(
      span.flatMap(({ elapsedMs }) => elapsedMs),
      0.99,
    ),
    memory: quantile(
      span.flatMap(({ memoryMiB }) => memoryMiB),
      0.5,
    ),
  }));
  const [first, , last] = figures;
  if (!first || !last) throw new Error('a soak takes a few minutes');
  const slope = slopeOf(samples.slice(Math.floor(samples.length / 3)));
  const verdicts: [name: string, isGood: boolean][] = [
    ['memory is flat', last.memory <= first.memory * maxMemoryRatio],
    ['latency is flat', last.p50 <= first.p50 * maxMedianRatio && last.p99 <= first.p99 * maxTailRatio],
    ['the queue is empty at the end', status === 200 && idleMs <= idleAnswerMs],
    ['every acknowledged point is counted', stored === acknowledged],
  ];
  const verdict = verdicts.map(([name, isGood]) => `${isGood ? '' : 'NOT: '}${name}`).join('; ');
  const cells = figures.map((one, index): Cell[] => [
    ['first third', 'middle', 'last third'][index] ?? '',
    String(Math.round(one.rate)),
    one.p50,
    one.p99,
    String(Math.round(one.memory)),
  ]);
  report({
    id: 'soak',
    title: 'Soak',
    command,
    about:
      `${minutes} minutes at ${rate} points/s${given === undefined ? ', half of what the warm-up reached' : ''}, a tenth of them one by one, ` +
      `the others in batches of ${batchPoints}, over ${seriesCount} series with \`auto\` on each. Memory is the resident size of the app; ` +
      `after the first third it changes by ${slope.toFixed(1)} MiB per hour. ${refusals} requests refused or cut off; the last post took ${idleMs.toFixed(0)} ms; ` +
      `${acknowledged} points acknowledged, ${stored} stored. Verdict: ${verdict}.`,
    header: ['part', 'points/s', 'p50 ms', 'p99 ms', 'memory MiB'],
    rows: cells,
  });
  return verdicts.every(([, isGood]) => isGood);
}
