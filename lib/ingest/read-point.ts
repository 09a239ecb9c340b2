import { env } from '../env';
import type { Issue } from '../errors';
import { type PointInput, pointInputSchema } from '../schemas/metrics';
import { plainPoint } from './plain-point';

/**
 * What this server allows of a point beside its schema: how far ahead it may lie, by which clock, and its
 * labels.
 */
export interface PointLimits {
  latestMs: number;
  maxFutureSeconds: number;
  now: Date;
  maxLabels: number;
}

export function pointLimits(
  now: Date,
  { maxFutureSeconds = env().MAX_FUTURE_SECONDS, maxLabels = env().MAX_LABELS } = {},
): PointLimits {
  return { latestMs: now.getTime() + maxFutureSeconds * 1000, maxFutureSeconds, now, maxLabels };
}

/**
 * The limits for points that arrive one after another, perhaps for hours: each is held against the clock of
 * its moment.
 */
export function runningLimits(): PointLimits {
  const { maxFutureSeconds, maxLabels } = pointLimits(new Date());
  return {
    maxFutureSeconds,
    maxLabels,
    get latestMs() {
      return Date.now() + maxFutureSeconds * 1000;
    },
    get now() {
      return new Date();
    },
  };
}

function beyondLimits({ ts, labels }: PointInput, limits: PointLimits): Issue[] {
  const issues: Issue[] = [];
  if (ts !== undefined && ts > limits.latestMs) {
    const { maxFutureSeconds, now } = limits;
    const message =
      `must be at most ${maxFutureSeconds} s (MAX_FUTURE_SECONDS) ahead of the server's clock, ` +
      now.toISOString();
    issues.push({ path: ['ts'], message });
  }
  const labelCount = labels === undefined ? 0 : Object.keys(labels).length;
  if (labelCount > limits.maxLabels) {
    const message = `must have at most ${limits.maxLabels} labels (MAX_LABELS), got ${labelCount}`;
    issues.push({ path: ['labels'], message });
  }
  return issues;
}

/**
 * The point, or what is wrong with it. The common kind is recognised by hand, which takes a tenth of the
 * schema's time.
 */
export function readPoint(candidate: unknown, limits: PointLimits): PointInput | Issue[] {
  let point = plainPoint(candidate);
  if (point === null) {
    const parsed = pointInputSchema.safeParse(candidate, { reportInput: true });
    if (!parsed.success) return parsed.error.issues;
    point = parsed.data;
  }
  if (point.labels === undefined && (point.ts === undefined || point.ts <= limits.latestMs)) return point;
  const issues = beyondLimits(point, limits);
  return issues.length === 0 ? point : issues;
}
