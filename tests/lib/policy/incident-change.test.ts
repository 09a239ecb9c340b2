import { expect, test } from 'vitest';
import { groupIncidents } from '@/lib/policy/group-incidents';
import { changeOf } from '@/lib/policy/incident-change';
import { countByLabel, incidentWindows } from '@/lib/policy/incident-windows';

const at = (ms: number) => new Date(ms).toISOString();
const values = [1, 2, 3, 10, 12].map((value, index) => ({ ts: at(1000 * index), value }));
const none = { reference: null, band: null, current: null };
const span = (mean: number) => ({ from: at(0), to: at(1), mean, sample_count: 7 });

test('a change is that of the windows, with the spread of the values before it', () => {
  expect(changeOf({ windows: { ...none, reference: span(2.5), current: span(11) }, values }, 3000)).toEqual({
    beforeMean: 2.5,
    beforeSd: 1,
    beforeCount: 7,
    afterMean: 11,
    afterCount: 7,
  });
});

test('a reference that holds values of the change is not what was before, unless nothing else is known', () => {
  const windows = { ...none, reference: { ...span(8), to: at(3000), sample_count: 3 }, current: span(11) };
  expect(changeOf({ windows, values }, 3000)).toMatchObject({ beforeMean: 2, beforeSd: 1, beforeCount: 3 });
  expect(changeOf({ windows, values: values.slice(3) }, 3000)).toMatchObject({
    beforeMean: 8,
    beforeCount: 3,
  });
});

test('the spread is that around a season where the method knows one', () => {
  const windows = { ...none, reference: { ...span(2.5), sd: 0.2 }, current: span(11) };
  expect(changeOf({ windows, values }, 3000)).toMatchObject({ beforeSd: 0.2 });
});

test('without windows it is that of the values on both sides; with none on a side it cannot be told', () => {
  expect(changeOf({ windows: none, values }, 3000)).toMatchObject({
    beforeMean: 2,
    afterMean: 11,
    afterCount: 2,
  });
  expect(changeOf({ windows: none, values }, 0)).toBeNull();
});

const hour = 3_600_000;
const incident = (id: string, beganMs: number, more = {}) => ({
  id,
  modelId: 'a',
  beganMs,
  intervalMs: null,
  effect: null,
  ...more,
});

test('incidents of a model are one event when their onsets follow within an hour, or three usual intervals', () => {
  const groups = groupIncidents([
    incident('4', 20 * hour),
    incident('3', 2 * hour, { effect: 9 }),
    incident('2', hour, { effect: 3 }),
    incident('1', hour, { modelId: 'b' }),
  ]);
  expect(groups.map(({ incidentIds }) => incidentIds)).toEqual([['4'], ['3', '2'], ['1']]);
  expect(groups[1]).toMatchObject({ worstId: '3', fromMs: hour, toMs: 2 * hour });
  const daily = { intervalMs: 24 * hour };
  expect(groupIncidents([incident('2', 20 * hour, daily), incident('1', 0, daily)])).toHaveLength(1);
});

test('the windows around an onset are as long as points are far apart, and end with the incident', () => {
  const { before, after } = incidentWindows(1000 * hour, 1010 * hour, hour);
  expect([before, after]).toEqual([
    { fromMs: 800 * hour, toMs: 1000 * hour },
    { fromMs: 1000 * hour, toMs: 1010 * hour + 1 },
  ]);
});

test('labels are counted by how many of their series changed the same way', () => {
  const series = (version: string, region: string, effect: number | null) => ({
    labels: { version, region },
    effect,
  });
  expect(
    countByLabel(
      [series('2', 'eu', -9), series('2', 'us', -4), series('2', 'jp', 8), series('1', 'eu', -1)],
      -9,
    ),
  ).toEqual([
    { name: 'version', value: '2', total: 3, moved: 2 },
    { name: 'region', value: 'eu', total: 2, moved: 1 },
  ]);
});
