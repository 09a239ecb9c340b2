import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type ChartFacts, maxPointsRead, planChart } from '@/lib/policy/plan-chart';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const first = Date.UTC(2026, 0, 1, 7, 31, 12, 345);

/** A series with a point per minute over `days`, all of them stored. */
function facts(days: number, changes: Partial<ChartFacts> = {}): ChartFacts {
  const lastMs = first + days * day;
  return {
    firstMs: first,
    lastMs,
    inRange: { firstMs: first, lastMs },
    pointCount: 10_001,
    finestCount: 0,
    oldestPointMs: first,
    rollups: [300, 3600, 86_400].map((stepSeconds) => ({
      stepSeconds,
      oldestMs: Math.floor(first / (stepSeconds * 1000)) * stepSeconds * 1000,
    })),
    ...changes,
  };
}
const stepsOf = (plan: ReturnType<typeof planChart>) => plan?.parts.map((part) => part.stepSeconds);

describe('a range', () => {
  it('whose points fit is returned unchanged', () => {
    expect(planChart(facts(1, { pointCount: 500 }), { buckets: 500 })).toMatchObject({
      stepMs: 0,
      parts: [{ stepSeconds: 0, fromMs: first, endMs: first + day + 1 }],
    });
  });

  it('with buckets narrower than any rollup is read from its points', () => {
    expect(stepsOf(planChart(facts(1), { buckets: 500 }))).toEqual([0]);
  });

  it('with too many points for that is read from the finest rollup', () => {
    const plan = planChart(facts(1, { finestCount: maxPointsRead + 1 }), { buckets: 500 });
    expect(stepsOf(plan)).toEqual([300]);
    expect(plan?.stepMs).toBe(300_000);
  });

  it.each([
    [7, 300],
    [30, 3600],
    [365, 3600],
    [3 * 365, 86_400],
  ])('of all %i days is read only from buckets of %i s', (days, step) => {
    expect(stepsOf(planChart(facts(days), { buckets: 500 }))).toEqual([step]);
  });

  it('inside the series is exact at its ends: finer rollups, then points', () => {
    const fromMs = first + 10 * day;
    const toMs = first + 1000 * day;
    const inRange = { firstMs: fromMs, lastMs: toMs };
    const plan = planChart(facts(2000, { inRange }), { fromMs, toMs, buckets: 500 });
    expect(stepsOf(plan)).toEqual([0, 300, 3600, 86_400, 3600, 300, 0]);
  });

  it('starts and ends with its points', () => {
    const inRange = { firstMs: first + hour, lastMs: first + 2 * hour };
    const plan = planChart(facts(1, { inRange, pointCount: 3 }), { fromMs: first + 1, buckets: 500 });
    expect(plan).toMatchObject({ fromMs: first + hour, toMs: first + 2 * hour });
  });

  it('without points is empty', () => {
    expect(
      planChart(facts(1, { inRange: null, pointCount: 0 }), { fromMs: first + 5, buckets: 9 }),
    ).toBeNull();
  });

  it('of a series without rollups is read from its points', () => {
    const rollups = facts(0).rollups.map((rollup) => ({ ...rollup, oldestMs: null }));
    expect(stepsOf(planChart(facts(900, { rollups }), { buckets: 10 }))).toEqual([0]);
  });
});

describe('where retention has deleted', () => {
  const [five, hourly, daily] = facts(0).rollups;
  if (!five || !hourly || !daily) throw new Error('three steps');
  const fromMs = first + 2 * day;
  const asked = { fromMs, toMs: fromMs + 3 * hour, buckets: 500 };

  it('the points: the finest rollup is read, widened to whole buckets', () => {
    const plan = planChart(
      facts(900, { oldestPointMs: first + 800 * day, inRange: null, pointCount: 0 }),
      asked,
    );
    expect(plan).toMatchObject({ stepMs: 300_000, fromMs, toMs: fromMs + 3 * hour });
    const floor = Math.floor(fromMs / 300_000) * 300_000;
    expect(plan?.parts).toEqual([{ stepSeconds: 300, fromMs: floor, endMs: floor + 3 * hour + 300_000 }]);
  });

  it('the finest rollup as well: the next one is read', () => {
    const rollups = [{ ...five, oldestMs: first + 800 * day }, hourly, daily];
    const plan = planChart(
      facts(900, { rollups, oldestPointMs: first + 810 * day, inRange: null, pointCount: 0 }),
      asked,
    );
    expect(plan?.stepMs).toBe(hour);
    expect(stepsOf(plan)).toEqual([3600]);
  });

  it('everything in the range: it is empty', () => {
    const oldestMs = first + 800 * day;
    const rollups = [five, hourly, daily].map((rollup) => ({ ...rollup, oldestMs }));
    expect(
      planChart(facts(900, { rollups, oldestPointMs: oldestMs, inRange: null, pointCount: 0 }), asked),
    ).toBeNull();
  });
});

test('the parts of any range cover exactly that range, in order, aligned to their steps', () => {
  const arbitrary = fc.record({
    fromMs: fc.integer({ min: first + 1, max: first + 400 * day }),
    spanMs: fc.integer({ min: 0, max: 400 * day }),
    buckets: fc.integer({ min: 1, max: 2000 }),
  });
  fc.assert(
    fc.property(arbitrary, ({ fromMs, spanMs, buckets }) => {
      const toMs = fromMs + spanMs;
      const plan = planChart(facts(900, { inRange: { firstMs: fromMs, lastMs: toMs } }), {
        fromMs,
        toMs,
        buckets,
      });
      let atMs = fromMs;
      for (const part of plan?.parts ?? []) {
        expect(part.fromMs).toBe(atMs);
        expect(part.endMs).toBeGreaterThan(part.fromMs);
        const grid = part.stepSeconds * 1000 || 1;
        expect([part.fromMs % grid, part.endMs % grid]).toEqual([0, 0]);
        expect(part.stepSeconds * 1000).toBeLessThanOrEqual(plan?.stepMs ?? 0);
        atMs = part.endMs;
      }
      expect(atMs).toBe(toMs + 1);
    }),
    { seed: 41, numRuns: 500 },
  );
});
