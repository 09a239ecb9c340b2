import type { FieldError } from '../../errors';
import type { PointLimits } from '../read-point';
import { parseJson } from './parse-json';
import { addPoint, type PointBuffer, type PointReader } from './point-reader';

/** One point as JSON on each line; blank lines are nothing. */
export class NdjsonPoints implements PointReader {
  constructor(private readonly limit: PointLimits) {}

  read(line: string, number: number, into: PointBuffer): FieldError[] {
    let candidate: unknown;
    try {
      candidate = parseJson(line);
    } catch (cause) {
      if (line.trim() === '') return [];
      into.invalid += 1;
      return [{ line: number, message: `is not JSON: ${(cause as Error).message}` }];
    }
    return addPoint(candidate, number, into, this.limit);
  }

  end(): FieldError[] {
    return [];
  }
}
