import { expect, test } from 'vitest';
import {
  decimalsOfNoise,
  durationText,
  effectText,
  learningText,
  levelsText,
} from '../../../components/overview/change-text';
import { toCsv } from '../../../components/overview/to-csv';
import { change, row } from './overview-rows';

test('levels have the decimals that the noise leaves meaning to, before and after alike', () => {
  expect(levelsText(change('m', -8))).toEqual({ before: '0.892', after: '0.842' });
  expect(levelsText(change('m', 2, { before: 412.34, after: 530.04, sd: 14, unit: 'ms' }))).toEqual({
    before: '412',
    after: '530 ms',
  });
  expect(levelsText(change('m', null, { before: null, sd: null })).before).toBeNull();
});

test.each([
  [0.006, 0.9, 3],
  [0.06, 0.9, 2],
  [14, 400, 0],
  [0, 0, 0],
  [null, 0.7954, 4],
])('noise of %s about %s allows %s decimals', (sd, level, decimals) => {
  expect(decimalsOfNoise(sd, level)).toBe(decimals);
});

test('an effect always has its sign', () => {
  expect([effectText(-8), effectText(3.06), effectText(-12.4), effectText(5000)]).toEqual([
    '−8.0 sd',
    '+3.1 sd',
    '−12 sd',
    '+>1,000 sd',
  ]);
});

test('a time is told in a unit of which there are two at least', () => {
  const hour = 3_600_000;
  expect([26 * hour, 49 * hour, 90_000, 30_000, 400 * 24 * hour].map(durationText)).toEqual([
    '26 hours',
    '2 days',
    '1 minute',
    'less than a minute',
    '13 months',
  ]);
});

test('learning says how much is missing, and how long that takes where it is known', () => {
  const day = 86_400_000;
  expect(learningText({ seen: 56, needed: 256, remaining_ms: 8.3 * day })).toBe(
    '56 of 256 points, about 8 days to go',
  );
  expect(learningText({ seen: 1, needed: 1256, remaining_ms: null })).toBe('1 of 1,256 points');
});

test('the file has every digit, quotes what needs it, and makes no formula of a name', () => {
  const shown = { row: row('=1+1,"x"', { health: 'drift' }), change: change('m', -8.25), series: null };
  const [header, line] = toCsv([shown]).split('\r\n');
  expect(header).toBe(
    'model,state,metric,labels,before,after,effect_sd,since,open_incidents,job,last_data,series',
  );
  expect(line).toBe(
    `"'=1+1,""x""",drift,accuracy,,0.892,0.842,-8.25,2026-03-01T00:00:00Z,0,,2026-03-01T00:00:00Z,1`,
  );
});
