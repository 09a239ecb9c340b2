import { describe, expect, test } from 'vitest';
import {
  groupsByLabel,
  labelText,
  pairsOf,
  seriesName,
  shortName,
  varyingLabels,
} from '@/components/model/metric-groups';

const one = (version: string, region: string) => ({ labels: { model: 'x', version, region } });
const regions = ['eu', 'us', 'ap'];
const series = ['2026.9', '2026.10'].flatMap((version) => regions.map((region) => one(version, region)));

describe('labels', () => {
  test('that are the same on all series tell nothing apart', () => {
    expect(varyingLabels(series)).toEqual(['version', 'region']);
    expect(shortName(one('2026.9', 'eu').labels, ['version', 'region'])).toBe('2026.9 · eu');
    expect(varyingLabels([one('1', 'eu')])).toEqual([]);
  });

  test('of a series that lacks one leave a dash', () => {
    expect(shortName({ region: 'eu' }, ['version', 'region'])).toBe('– · eu');
  });

  test('are written out where all of them are meant', () => {
    expect(labelText({ region: 'eu', version: '1' })).toBe('region=eu version=1');
    expect(labelText({})).toBe('no labels');
    expect(seriesName({ metric: 'loss', labels: {} })).toBe('loss');
    expect(seriesName({ metric: 'loss', labels: { region: 'eu' } })).toBe('loss region=eu');
  });
});

describe('groups by a label', () => {
  test('come newest version first, by number, and those without it last', () => {
    const groups = groupsByLabel([...series, { labels: {} }], 'version');
    expect(groups.map(({ value, series: members }) => [value, members.length])).toEqual([
      ['2026.10', 3],
      ['2026.9', 3],
      [null, 1],
    ]);
  });
});

describe('pairs', () => {
  test('are series with the same other labels', () => {
    const pairs = pairsOf([...series, one('2026.10', 'za')], 'version', ['2026.9', '2026.10']);
    expect(pairs.map(({ key }) => key)).toEqual([
      'model=x region=ap',
      'model=x region=eu',
      'model=x region=us',
    ]);
    expect(pairs.every(({ a, b }) => a.labels.version === '2026.9' && b.labels.version === '2026.10')).toBe(
      true,
    );
    expect(pairs.every(({ a, b }) => a.labels.region === b.labels.region)).toBe(true);
  });

  test('do not depend on the order of labels', () => {
    const a = { labels: { version: '1', region: 'eu', tier: 'x' } };
    const b = { labels: { tier: 'x', region: 'eu', version: '2' } };
    expect(pairsOf([a, b], 'version', ['1', '2'])).toEqual([{ key: 'region=eu tier=x', a, b }]);
  });
});
