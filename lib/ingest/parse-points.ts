import { DriftwatchError, faultyInput, type Issue, toFieldErrors } from '../errors';
import { maxPointsPerRequest, type PointInput } from '../schemas/metrics';
import { FaultList } from './fault-list';
import type { IngestRequest } from './ingest-request';
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

export function tooManyPoints(got: number | 'more'): DriftwatchError {
  return new DriftwatchError(
    'TOO_LARGE',
    `a request may carry at most ${maxPointsPerRequest} points, got ${got}`,
  );
}

/** What a body is read to. */
export type ReadPoints = Pick<IngestRequest, 'points' | 'skipped'>;

/** Points that are stored together: all of them or none, or with `skipped` those that are valid. */
export class PointBatch {
  private readonly points: PointInput[] = [];
  private readonly positions: number[] = [];
  private faults: FaultList | null = null;

  constructor(
    private readonly limits: PointLimits,
    private readonly skipped: SkippedPoints | null = null,
  ) {}

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
      if (this.skipped) this.positions.push(index ?? 0);
      return;
    }
    const at = ({ path, ...issue }: Issue) => ({ ...issue, path: index === null ? path : [index, ...path] });
    const found = read.flatMap((issue) => toFieldErrors(at(issue)));
    if (this.skipped) return this.skipped.add(1, found);
    this.faults ??= new FaultList();
    this.faults.add(found);
    if (this.faults.isFull) throw this.faults.toError('nothing was stored');
  }

  /**
   * @throws INVALID_INPUT that names the bad points by index and field; with `skipped` only if no point is
   * valid.
   */
  take(): ReadPoints {
    if (this.faults) throw this.faults.toError('nothing was stored');
    if (!this.skipped) return { points: this.points };
    const { summary } = this.skipped;
    if (this.points.length === 0)
      throw faultyInput(summary.errors, 'nothing was stored, none of the points is valid', summary.more);
    return { points: this.points, skipped: { summary, positions: this.positions } };
  }
}

function readInto(batch: PointBatch, body: unknown, limits: PointLimits): ReadPoints {
  const { candidates, isBatch } = pointsOf(body);
  if (candidates.length === 0) throw new DriftwatchError('INVALID_INPUT', 'there are no points in the body');
  if (candidates.length > maxPointsPerRequest) {
    throw tooManyPoints(candidates.length);
  }
  if (isBatch) for (const [index, candidate] of candidates.entries()) batch.add(candidate, index);
  else batch.keep(readPoint(body, limits), null);
  return batch.take();
}

/**
 * The points of a request body, or one error that names the bad points by index and field; one bad point
 * refuses the whole request.
 */
export function parsePoints(body: unknown, now: Date, limits = pointLimits(now)): PointInput[] {
  return readInto(new PointBatch(limits), body, limits).points;
}

/** The valid points of a request body, and what is wrong with the others; an error when none is valid. */
export function parseValidPoints(body: unknown, now: Date, limits = pointLimits(now)): ReadPoints {
  return readInto(new PointBatch(limits, new SkippedPoints()), body, limits);
}
