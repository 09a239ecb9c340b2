import { describe, expect, test } from 'vitest';
import { auto } from '@/lib/detectors/auto';
import { followSeason, learnSeason } from '@/lib/detectors/auto/learn-season';
import { relearn, spreadOf } from '@/lib/detectors/auto/regime';
import { dayMs, hourMs, seasonAt } from '@/lib/detectors/auto/season-cells';
import type { AutoState } from '@/lib/detectors/auto/state';
import { parseParams } from '@/lib/detectors/parse-params';
import { seededNormal } from '../../../contract/seeded-numbers';
import { mondayMs } from './run-auto';

type ValueAt = (hour: number) => number;
const bySine: ValueAt = (hour) => 5 * Math.sin((hour / 12) * Math.PI);

/** The state after hourly points, which is judging when there are enough. */
function stateAfter(hours: number, valueAt: ValueAt, seed = 1): AutoState {
  const next = seededNormal(seed);
  const state = auto.init(parseParams('auto') as never, { direction: 'two_sided' });
  for (let hour = 0; hour < hours; hour += 1)
    auto.update(state, 50 + valueAt(hour) + 0.5 * next(), mondayMs + hour * hourMs);
  return state;
}

describe('the season of a series', () => {
  test('is learned from whole days, by the hour', () => {
    const state = stateAfter(12 * 24, bySine);
    learnSeason(state);
    expect(state.cells.profile?.offsets).toHaveLength(24);
    for (const hour of [0, 6, 12, 18])
      expect(Math.abs(seasonAt(state.cells, mondayMs + hour * hourMs) - bySine(hour))).toBeLessThan(1);
  });

  test('of a series without one is none', () => {
    const state = stateAfter(12 * 24, () => 0);
    learnSeason(state);
    expect(state.cells.profile).toBeNull();
  });

  test('stays what it is while it differs by less than the noise', () => {
    const state = stateAfter(12 * 24, bySine);
    learnSeason(state);
    const { profile } = state.cells;
    expect(learnSeason(state)).toBe(false);
    expect(state.cells.profile).toBe(profile);
  });

  test('is learned from the slots since a change where the change has moved the season', () => {
    const changeHour = 10 * 24;
    const reversed: ValueAt = (hour) => (hour < changeHour ? bySine(hour) : -bySine(hour));
    const state = stateAfter(20 * 24, reversed);
    state.startMs = mondayMs + changeHour * hourMs;
    learnSeason(state);
    const noon = seasonAt(state.cells, mondayMs + 6 * hourMs);
    expect(noon).toBeLessThan(-2);
  });

  test('of another kind makes earlier alarms meaningless, while the series is young', () => {
    const young = stateAfter(12 * 24, bySine);
    young.cells.profile = null;
    young.alarms = 2;
    young.instability = 3;
    young.isUnstable = true;
    followSeason(young);
    expect(young).toMatchObject({ alarms: 0, instability: 0, isUnstable: false });
  });

  test('found after a month leaves them as they are', () => {
    const old = stateAfter(12 * 24, bySine);
    old.cells.profile = null;
    old.alarms = 2;
    old.seen = (40 * dayMs) / hourMs;
    followSeason(old);
    expect(old.alarms).toBe(2);
    expect(old.cells.profile).not.toBeNull();
  });

  test('that is new makes the charts anew on what is left without it', () => {
    const state = stateAfter(12 * 24, bySine);
    state.cells.profile = null;
    relearn(state, state.location.count, false);
    expect(spreadOf(state)).toBeGreaterThan(3);
    followSeason(state);
    expect(spreadOf(state)).toBeLessThan(1);
  });
});
