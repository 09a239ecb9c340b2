import { DriftwatchError, type Issue, toFieldErrors } from '../errors';
import { maxPointsPerRequest, type PointInput } from '../schemas/metrics';
import { FaultList } from './fault-list';
import { type PointLimits, pointLimits, readPoint } from './read-point';

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

export function tooManyPoints(got: number | 'more'): DriftwatchError {
  return new DriftwatchError(
    'TOO_LARGE',
    `a request may carry at most ${maxPointsPerRequest} points, got ${got}`,
  );
}

/** Points that are stored together or not at all. */
export class PointBatch {
  private readonly points: PointInput[] = [];
  private faults: FaultList | null = null;

  constructor(private readonly limits: PointLimits) {}

  /**
   * Adds a point, or remembers what is wrong with it. `index` is its place among several.
   *
   * @throws INVALID_INPUT when there are too many faults to go on.
   */
  add(candidate: unknown, index: number) {
    this.keep(readPoint(candidate, this.limits), index);
  }

  /** The same with what has been read of it; a point that is alone has no index. */
  keep(read: PointInput | Issue[], index: number | null) {
    if (!Array.isArray(read)) {
      this.points.push(read);
      return;
    }
    this.faults ??= new FaultList();
    const at = ({ path, ...issue }: Issue) => ({ ...issue, path: index === null ? path : [index, ...path] });
    for (const issue of read) this.faults.add(toFieldErrors(at(issue)));
    if (this.faults.isFull) throw this.faults.toError('nothing was stored');
  }

  /** @throws INVALID_INPUT that names the bad points by index and field. */
  take(): PointInput[] {
    if (this.faults) throw this.faults.toError('nothing was stored');
    return this.points;
  }
}

/**
 * The points of a request body, or one error that names every bad point by index and field; one bad point refuses
 * the whole request.
 */
export function parsePoints(body: unknown, now: Date, limits = pointLimits(now)): PointInput[] {
  const { candidates, isBatch } = pointsOf(body);
  if (candidates.length === 0) throw new DriftwatchError('INVALID_INPUT', 'there are no points in the body');
  if (candidates.length > maxPointsPerRequest) {
    throw tooManyPoints(candidates.length);
  }
  if (!isBatch) {
    // The common request, which needs no list of faults.
    const read = readPoint(body, limits);
    if (!Array.isArray(read)) return [read];
    const batch = new PointBatch(limits);
    batch.keep(read, null);
    return batch.take();
  }
  const batch = new PointBatch(limits);
  for (const [index, candidate] of candidates.entries()) batch.add(candidate, index);
  return batch.take();
}
