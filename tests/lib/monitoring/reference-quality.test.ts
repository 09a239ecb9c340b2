import { describe, expect, test } from 'vitest';
import { DriftwatchError, type QualityFinding, referenceQuality } from '@/lib/monitoring/index';
import { calmSeries, calmSpacingMs, calmTimes } from '../../../benchmarks/calm-series';

type Make = (seed: string) => ArrayLike<number>;
const normal = (count: number, seed: string) => calmSeries('normal', count, seed);
const judge = (values: ArrayLike<number>, tsMs: ArrayLike<number> = calmTimes(values.length)) =>
  referenceQuality({ tsMs, values });
const kindsOf = (values: ArrayLike<number>, tsMs?: ArrayLike<number>) =>
  judge(values, tsMs).findings.map(({ kind }) => kind);
const only = (findings: readonly QualityFinding[], kind: string) =>
  findings.filter((one) => one.kind === kind);
const timeAt = (index: number) => index * calmSpacingMs;

describe('calm references have few findings and no better part', () => {
  const calm: [string, Make, string[]][] = [
    ['normal', (seed) => normal(200, seed), []],
    ['autocorrelated by 0.5', (seed) => calmSeries('ar1', 200, seed), []],
    ['heavy-tailed', (seed) => calmSeries('t3', 200, seed), []],
    ['with a daily season, which is told', (seed) => calmSeries('daily', 200, seed), ['season']],
    [
      'of errors, 0/1 at a rate of 0.1',
      (seed) => normal(200, seed).map((value) => (value > 1.2816 ? 1 : 0)),
      [],
    ],
    [
      'rounded to two digits',
      (seed) => normal(200, seed).map((value) => Math.round(90 + 10 * value) / 100),
      [],
    ],
  ];
  test.each(calm)('%s: at most 2 of 12 have one', (_what, make, expected) => {
    let unexpected = 0;
    for (let life = 0; life < 12; life += 1) {
      const { findings, window } = judge(make(`calm ${life}`));
      const kinds = findings.map(({ kind }) => kind);
      if (kinds.join() !== expected.join() || window !== null) unexpected += 1;
    }
    // Measured: 1 in 12 where tails are heavy, fewer than 1 in 50 elsewhere.
    expect(unexpected).toBeLessThanOrEqual(2);
  });
});

describe('a reference that is too short', () => {
  test('by its count', () => {
    const { findings, effectiveCount } = judge(normal(40, 'short'));
    expect(findings[0]?.sentence).toBe('40 points are too few: 50 are needed to know level and noise.');
    expect(effectiveCount).toBe(40);
  });

  test('by what its neighbours have in common: an autocorrelation of 0.9 leaves one point of 19', () => {
    let last = 0;
    const values = normal(400, 'slow').map((value) => {
      last = 0.9 * last + value;
      return last;
    });
    const { findings, effectiveCount } = judge(values);
    expect(findings[0]?.kind).toBe('too_short');
    expect(findings[0]?.sentence).toMatch(
      /^400 points are worth \d+ independent ones, .+ about [\d,]+ points like these/,
    );
    expect(effectiveCount).toBeGreaterThan(400 / 19 / 2);
    expect(effectiveCount).toBeLessThan((400 / 19) * 2);
  });

  test('or empty', () => {
    expect(judge([])).toMatchObject({
      findings: [{ kind: 'too_short', fromMs: null, toMs: null }],
      window: null,
    });
  });
});

describe('a reference of few values', () => {
  test('constant', () => {
    expect(judge(new Float64Array(200).fill(0.9)).findings).toEqual([
      {
        kind: 'constant',
        sentence: 'All 200 points are 0.9: there is no noise to learn.',
        fromMs: 0,
        toMs: timeAt(199),
        positions: [],
      },
    ]);
  });

  test('stuck at one most of the time, or of too few of them', () => {
    const stuck = normal(300, 'stuck').map((value, index) => (index % 3 === 0 ? value : 0.5));
    expect(kindsOf(stuck)).toContain('few_values');
    const steps = normal(300, 'steps').map((value) => Math.round(value));
    const [finding] = only(judge(steps).findings, 'few_values');
    expect(finding?.sentence).toMatch(
      /^300 points have [5-9] distinct values, the most frequent \d+(\.\d)? % of the time/,
    );
  });

  test('errors that hardly ever happen', () => {
    const values = Float64Array.from({ length: 500 }, (_, index) => (index % 120 === 60 ? 1 : 0));
    expect(judge(values).findings[0]?.sentence).toMatch(/^Only 4 of 500 outcomes are the rarer one/);
  });
});

describe('a change inside', () => {
  const stepped = (seed: string) => normal(400, seed).map((value, index) => value + (index < 250 ? 0 : 2));

  test('is found where it is, and the time since it is proposed', () => {
    for (let life = 0; life < 3; life += 1) {
      const { findings, window } = judge(stepped(`step ${life}`));
      expect(findings.map(({ kind }) => kind)).toEqual(['change']);
      const [at = 0] = findings[0]?.positions ?? [];
      expect(Math.abs(at - 250)).toBeLessThan(8);
      expect(findings[0]?.sentence).toContain(`at ${new Date(timeAt(at)).toISOString()} (point ${at}): `);
      expect(window).toMatchObject({ fromMs: timeAt(at), toMs: timeAt(399), sampleCount: 400 - at });
      expect(window?.reason).toBe(`The time since the last change: ${400 - at} of 400 points.`);
    }
  });

  test('that leaves too little after it has the time before it proposed', () => {
    const values = normal(400, 'late').map((value, index) => value + (index < 370 ? 0 : 4));
    const { window } = judge(values);
    expect(window?.fromMs).toBe(0);
    expect(Math.abs((window?.sampleCount ?? 0) - 370)).toBeLessThan(4);
    expect(window?.reason).toMatch(/^The longest time without a change: 3\d\d of 400 points/);
  });

  test('of an error rate is found, a run of failures is none', () => {
    const errors = normal(800, 'errors').map((value, index) => (value > (index < 400 ? 1.5 : 0.3) ? 1 : 0));
    const [change] = only(judge(errors).findings, 'change');
    expect(Math.abs((change?.positions[0] ?? 0) - 400)).toBeLessThan(40);
    const run = errors.slice(0, 400).fill(1, 100, 104);
    expect(kindsOf(run)).toEqual([]);
  });

  test('is found under a daily season, and the season with it', () => {
    const values = calmSeries('daily', 480, 'both').map((value, index) => value + (index < 240 ? 0 : 3));
    const { findings, window } = judge(values);
    expect(findings.map(({ kind }) => kind)).toEqual(['season', 'change']);
    expect(findings[0]?.sentence).toMatch(
      /^The hours of the day differ by up to [34]\.\d+ .+ take a method with season hour_of_day/,
    );
    expect(Math.abs((window?.sampleCount ?? 0) - 240)).toBeLessThan(6);
  });
});

describe('a trend', () => {
  test('is told with what it gains, and no part is better', () => {
    for (let life = 0; life < 3; life += 1) {
      const values = normal(400, `trend ${life}`).map((value, index) => value - 0.005 * index);
      const { findings, window } = judge(values);
      expect(findings.map(({ kind }) => kind)).toEqual(['trend']);
      const gained = Number(
        /^The level falls by ([\d.]+) over 400 points/.exec(findings[0]?.sentence ?? '')?.[1],
      );
      expect(Math.abs(gained - 2)).toBeLessThan(0.6);
      expect(window).toBeNull();
    }
  });
});

describe('outliers', () => {
  test('are named, the farthest with its value, and cost no window', () => {
    const values = normal(400, 'wild');
    values[77] = 25;
    values[200] = -31;
    const { findings, window } = judge(values);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      kind: 'outliers',
      positions: [77, 200],
      fromMs: timeAt(77),
      toMs: timeAt(200),
    });
    expect(findings[0]?.sentence).toMatch(
      /^2 points lie more than [\d.]+ from what was usual then; the farthest is -31 \(point 200\)\.$/,
    );
    expect(window).toBeNull();
  });
});

describe('holes in time', () => {
  test('are told with the longest of them', () => {
    const tsMs = calmTimes(300).map(
      (time, index) =>
        time + (index >= 100 ? 5 * calmSpacingMs : 0) + (index >= 200 ? 50 * calmSpacingMs : 0),
    );
    const [finding, ...others] = judge(normal(300, 'holes'), tsMs).findings;
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      kind: 'gaps',
      positions: [100, 200],
      fromMs: tsMs[199],
      toMs: tsMs[200],
    });
    expect(finding?.sentence).toBe('2 holes, the longest of 2 days in points that come every 60 minutes.');
  });

  test('are no news in a schedule that has them every day, or where points come at random', () => {
    const office = Float64Array.from(
      { length: 300 },
      (_, index) => (Math.floor(index / 9) * 24 + (index % 9)) * calmSpacingMs,
    );
    expect(kindsOf(normal(300, 'office'), office)).not.toContain('gaps');
    let at = 0;
    const random = normal(300, 'arrivals').map((value) => {
      at += -Math.log(0.5 * Math.exp(-0.7 * Math.abs(value)) + 0.001) * calmSpacingMs;
      return at;
    });
    expect(kindsOf(normal(300, 'random'), random)).not.toContain('gaps');
  });
});

test('times that go back are refused', () => {
  expect(() => judge([1, 2], [5, 4])).toThrow(DriftwatchError);
});
