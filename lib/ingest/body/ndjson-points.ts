import { type FieldError, isDriftwatchError } from '../../errors';
import { endOfJson } from '../../http/end-of-json';
import type { PointLimits } from '../read-point';
import { parseJson } from './parse-json';
import { addPoint, isBlank, type PointBuffer, type PointReader } from './point-reader';

/** A longer line is looked over before it is parsed. */
const shortLine = 4096;

/** One point as JSON on each line; blank lines are nothing. */
export class NdjsonPoints implements PointReader {
  constructor(private readonly limit: PointLimits) {}

  read(line: string, number: number, into: PointBuffer): FieldError[] {
    if (isBlank(line)) return [];
    let candidate: unknown;
    try {
      if (line.length > shortLine) endOfJson(line, 0, () => 'the point');
      candidate = parseJson(line);
    } catch (cause) {
      into.invalid += 1;
      if (isDriftwatchError(cause)) return [{ line: number, message: cause.message }];
      return [{ line: number, message: `is not JSON: ${(cause as Error).message}` }];
    }
    return addPoint(candidate, number, into, this.limit);
  }

  end(): FieldError[] {
    return [];
  }
}
