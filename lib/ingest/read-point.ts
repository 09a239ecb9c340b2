import { env } from '../env';
import type { Issue } from '../errors';
import { type PointInput, pointInputSchema } from '../schemas/metrics';
import { plainPoint } from './plain-point';

/** How far ahead a point may lie, and the clock that says so. */
export interface TimeLimit {
  latestMs: number;
  maxFutureSeconds: number;
  now: Date;
}

export function timeLimit(now: Date, maxFutureSeconds = env().MAX_FUTURE_SECONDS): TimeLimit {
  return { latestMs: now.getTime() + maxFutureSeconds * 1000, maxFutureSeconds, now };
}

/** The point, or what is wrong with it. The common kind is recognised by hand, which takes a tenth of the schema's time. */
export function readPoint(candidate: unknown, limit: TimeLimit): PointInput | Issue[] {
  let point = plainPoint(candidate);
  if (point === null) {
    const parsed = pointInputSchema.safeParse(candidate, { reportInput: true });
    if (!parsed.success) return parsed.error.issues;
    point = parsed.data;
  }
  if (point.ts === undefined || point.ts <= limit.latestMs) return point;
  const message = `must be at most ${limit.maxFutureSeconds} s ahead of the server's clock, ${limit.now.toISOString()}`;
  return [{ path: ['ts'], message }];
}
