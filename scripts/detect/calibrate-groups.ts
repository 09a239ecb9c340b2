import { calibrate, fewestReferencePoints } from '../../lib/monitoring/calibrate';
import { createBehaviour, type DetectorBehaviour } from '../../lib/monitoring/detector-strategy';
import type { DetectOptions } from './options';
import { readRows } from './read-rows';

/** The first rows of a group, and how many it has. */
interface GroupHead {
  tsMs: number[];
  values: number[];
  count: number;
}

/** A group's reference: so much of it, but at least and at most so many rows; never less than the method learns from. */
const referenceShare = 0.15;
const fewestRows = 200;
const mostRows = 5000;
/** Simulated points, shared by the groups. */
const sharedPoints = 2_000_000;
const mostPerGroup = 500_000;
const fewestPerGroup = 100_000;

async function readHeads(options: DetectOptions): Promise<Map<string, GroupHead>> {
  const heads = new Map<string, GroupHead>();
  for await (const { group, tsMs, value } of readRows(options)) {
    const head = heads.get(group) ?? { tsMs: [], values: [], count: 0 };
    heads.set(group, head);
    head.count += 1;
    if (head.values.length >= mostRows) continue;
    head.tsMs.push(Math.max(tsMs, head.tsMs.at(-1) ?? tsMs));
    head.values.push(value);
  }
  return heads;
}

/**
 * The method for every group, its threshold calibrated to that group's first rows: 15 % of them, 200 to 5,000, and twice
 * what the method learns from. They count as calm, and what the method has learned from them is allowed for. A group of
 * fewer than 50 rows keeps the params as given.
 */
export async function calibrateGroups(
  options: DetectOptions,
  given: DetectorBehaviour,
  falseAlarmEvery: number,
): Promise<(group: string) => DetectorBehaviour> {
  const { method, params } = given;
  const heads = await readHeads(options);
  const mostPoints = Math.min(mostPerGroup, Math.max(fewestPerGroup, Math.floor(sharedPoints / heads.size)));
  const learned = 2 * method.minSamples(params);
  const behaviours = new Map<string, DetectorBehaviour>();
  for (const [group, { tsMs, values, count }] of heads) {
    const size = Math.min(mostRows, Math.max(fewestRows, learned, Math.ceil(referenceShare * count)));
    if (values.length < fewestReferencePoints) continue;
    const reference = { tsMs: tsMs.slice(0, size), values: values.slice(0, size) };
    const settings = { falseAlarmEvery, start: 'continued', mostPoints } as const;
    const calibrated = calibrate(method.method, params, reference, settings);
    behaviours.set(group, createBehaviour(method.method, calibrated.params));
  }
  return (group) => behaviours.get(group) ?? given;
}
