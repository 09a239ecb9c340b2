import { DriftwatchError, type Issue, invalidInput, toFieldErrors } from '../errors';
import { maxPointsPerRequest, type PointInput } from '../schemas/metrics';
import type { LeftOut } from './ingest-request';
import { type PointLimits, pointLimits, readPoint } from './read-point';
import { SkippedPoints } from './skipped-points';

/** The points of the three shapes: one point, an array of points, `{ points: [...] }`. */
function pointsOf(body: unknown): { candidates: unknown[]; isBatch: boolean } {
  if (Array.isArray(body)) return { candidates: body, isBatch: true };
  if (typeof body !== 'object' || body === null) {
    throw new DriftwatchError(
      'INVALID_INPUT',
      'the body must be a point, an array of points, or {"points": [...]}',
    );
  }
  if (!('points' in body)) return { candidates: [body], isBatch: false };
  const { points, ...others } = body;
  const unknown = Object.keys(others);
  if (unknown.length > 0) {
    const errors = unknown.map((field) => ({ field, message: 'is not a known field' }));
    throw new DriftwatchError('INVALID_INPUT', `unknown field ${unknown[0]} beside points`, { errors });
  }
  if (!Array.isArray(points)) {
    throw new DriftwatchError('INVALID_INPUT', 'points must be an array', {
      errors: [{ field: 'points', message: 'must be an array of points' }],
    });
  }
  return { candidates: points, isBatch: true };
}

/** The valid points of a body; what is wrong with the others is added to `issues`, by index unless it is a single point. */
function readCandidates(body: unknown, limits: PointLimits, issues: Issue[]): PointInput[] {
  const { candidates, isBatch } = pointsOf(body);
  if (candidates.length === 0) throw new DriftwatchError('INVALID_INPUT', 'there are no points in the body');
  if (candidates.length > maxPointsPerRequest) {
    throw new DriftwatchError(
      'TOO_LARGE',
      `a request may carry at most ${maxPointsPerRequest} points, got ${candidates.length}`,
    );
  }
  const points: PointInput[] = [];
  for (const [index, candidate] of candidates.entries()) {
    const read = readPoint(candidate, limits);
    if (!Array.isArray(read)) points.push(read);
    // One push with all of them would run into the limit of arguments.
    else
      for (const issue of read)
        issues.push({ ...issue, path: isBatch ? [index, ...issue.path] : issue.path });
  }
  return points;
}

/**
 * The points of a request body, or one error that names every bad point by index and field; one bad point refuses
 * the whole request.
 */
export function parsePoints(body: unknown, now: Date, limits = pointLimits(now)): PointInput[] {
  const issues: Issue[] = [];
  const points = readCandidates(body, limits, issues);
  if (issues.length > 0) throw invalidInput(issues, 'nothing was stored');
  return points;
}

/** The valid points of a request body, and what is wrong with the others; an error when none is valid. */
export function parseValidPoints(
  body: unknown,
  now: Date,
  limits = pointLimits(now),
): { points: PointInput[]; skipped: LeftOut } {
  const issues: Issue[] = [];
  const points = readCandidates(body, limits, issues);
  if (points.length === 0) throw invalidInput(issues, 'nothing was stored, none of the points is valid');
  const invalid = new Set(issues.map(({ path }) => path[0]));
  const all = Array.from({ length: points.length + invalid.size }, (_, index) => index);
  const skipped = new SkippedPoints();
  skipped.add(invalid.size, issues.flatMap(toFieldErrors));
  return { points, skipped: { summary: skipped.summary, positions: all.filter((at) => !invalid.has(at)) } };
}
