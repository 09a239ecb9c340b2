import type { Issue } from '../errors';
import { maxFutureMs, type PointInput, pointInputSchema } from '../schemas/metrics';
import { plainPoint } from './plain-point';

/** How far ahead a point may lie, and the clock that says so. */
export interface TimeLimit {
  latestMs: number;
  now: Date;
}

export function timeLimit(now: Date): TimeLimit {
  return { latestMs: now.getTime() + maxFutureMs, now };
}

/** The point, or what is wrong with it. The common kind is recognised by hand, which takes a tenth of the schema's time. */
export function readPoint(candidate: unknown, { latestMs, now }: TimeLimit): PointInput | Issue[] {
  let point = plainPoint(candidate);
  if (point === null) {
    const parsed = pointInputSchema.safeParse(candidate);
    if (!parsed.success) return parsed.error.issues;
    point = parsed.data;
  }
  if (point.ts === undefined || point.ts <= latestMs) return point;
  const message = `must not be more than a day ahead of the server's clock, ${now.toISOString()}`;
  return [{ path: ['ts'], message }];
}
