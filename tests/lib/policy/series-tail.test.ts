import { describe, expect, it } from 'vitest';
import { isTailDue } from '@/lib/policy/series-tail';

/** Returns the numbers of points at which the tail of a series is due. */
function dueAt(id: number, points: number): number[] {
  const due: number[] = [];
  for (let pointCount = 0; pointCount < points; pointCount += 1) {
    if (isTailDue({ id, pointCount }, 1)) due.push(pointCount + 1);
  }
  return due;
}

describe('a tail', () => {
  it('is due once in every 1,024 points', () => {
    for (const id of [1, 2, 640, 1024, 2_000_000_000]) {
      const [first = 0, ...others] = dueAt(id, 5000);
      expect(first).toBeGreaterThan(0);
      expect(first).toBeLessThanOrEqual(1024);
      expect(others).toEqual(others.map((_, index) => first + (index + 1) * 1024));
    }
  });

  it('is due with more points if it is due with one of them', () => {
    const [first = 0] = dueAt(7, 2000);
    expect(isTailDue({ id: 7, pointCount: first - 10 }, 9)).toBe(false);
    expect(isTailDue({ id: 7, pointCount: first - 10 }, 10)).toBe(true);
    expect(isTailDue({ id: 7, pointCount: first - 10 }, 5000)).toBe(true);
    expect(isTailDue({ id: 7, pointCount: first - 10 }, 0)).toBe(false);
  });

  it('is due at a number of points of its own, so that series that get their points together are not due together', () => {
    const due = (pointCount: number) =>
      Array.from({ length: 10_240 }, (_, index) => index + 1).filter((id) =>
        isTailDue({ id, pointCount }, 1),
      );
    for (const pointCount of [0, 1, 500, 1023, 1024, 30_000]) expect(due(pointCount)).toHaveLength(10);
  });
});
