import { expect, test } from 'vitest';
import { score } from '@/benchmarks/scorers/drawn-score.mjs';
import { generate } from '@/benchmarks/scorers/drawn-streams.mjs';

const stream = (name: string, changes: { at: number; end: number }[]) => ({
  name,
  values: new Array(1000).fill(0),
  changes,
  horizon: 100,
  tags: { family: name },
});
const streams = [stream('step', [{ at: 500, end: 500 }]), stream('calm', [])];
const scored = (alarms: Record<string, number[]>) => score(streams, alarms, ['family']);

test('the first alarm up to the horizon detects a change, further ones are repeats, all others are false', () => {
  const {
    all,
    'family: step': step,
    'family: calm': calm,
  } = scored({ step: [499, 540, 560, 600], calm: [] });
  expect(step).toMatchObject({ detected: 1, repeats: 1, medianDelay: 0.4, f1: 2 / 4 });
  expect(step?.falsePer10k).toBeCloseTo((2 / 900) * 1e4, 10);
  expect(calm).toMatchObject({ detected: null, f1: null, calmWithAlarm: 0 });
  expect(all).toMatchObject({ streams: 2, changes: 1, calmWithAlarm: 0 });
});

test('alarms on a calm stream are false, one or many', () => {
  expect(scored({ step: [], calm: [3, 9] }).all).toMatchObject({ detected: 0, f1: 0, calmWithAlarm: 1 });
});

test('a stream without an entry is not a stream without alarms', () => {
  expect(() => scored({ step: [] })).toThrow('no alarms for calm');
});

test('the same seed gives the same streams, another seed gives others, and a longer list starts like a shorter one', () => {
  const first = generate('public-1', 1)[0] as ReturnType<typeof generate>[number];
  expect(generate('public-1', 2)[0]).toEqual(first);
  expect(generate('public-2', 1)[0]).not.toEqual(first);
  expect([first.values.length, first.values.slice(0, 3), first.horizon]).toEqual([
    1456,
    [0.195, 0.197, 0.212],
    168,
  ]);
});
