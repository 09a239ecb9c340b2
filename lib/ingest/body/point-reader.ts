import { type FieldError, toFieldErrors } from '../../errors';
import type { PointInput } from '../../schemas/metrics';
import { type PointLimits, readPoint } from '../read-point';

/** Points on their way to the pipeline, with the line each came from. */
export interface PointBuffer {
  points: PointInput[];
  lines: number[];
  /** How many points were not taken since they are not valid; a line that cannot be read counts as one. */
  invalid: number;
}

/** Turns the lines of one body into points, in order; keeps what it needs of earlier lines. */
export interface PointReader {
  /** Adds the points of a line; answers what is wrong with it. */
  read(line: string, number: number, into: PointBuffer): FieldError[];
  /** Called once after the last line. */
  end(into: PointBuffer): FieldError[];
}

/** Whether a line is nothing; most are seen not to be by their first character. */
export function isBlank(line: string): boolean {
  const first = line.charCodeAt(0);
  return !(first > 32 && first < 127) && line.trim() === '';
}

/** Adds the point or answers its faults; `columnOf` translates the names of fields to those of the body. */
export function addPoint(
  candidate: unknown,
  line: number,
  into: PointBuffer,
  limit: PointLimits,
  columnOf: (field: string) => string = (field) => field,
): FieldError[] {
  const read = readPoint(candidate, limit);
  if (!Array.isArray(read)) {
    into.points.push(read);
    into.lines.push(line);
    return [];
  }
  into.invalid += 1;
  return read
    .flatMap(toFieldErrors)
    .map(({ field, message }) => ({ line, ...(field && { field: columnOf(field) }), message }));
}
