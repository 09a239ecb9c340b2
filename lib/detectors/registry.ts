import { DriftwatchError } from '../errors';
import { cusum } from './cusum';
import { meanDelta } from './mean-delta';
import { staticThreshold } from './static-threshold';
import type { DetectorMethod } from './types';

/** Every detection method, in the order a form offers them. Adding one is one line here. */
export const methods: readonly DetectorMethod[] = [cusum, meanDelta, staticThreshold];

const methodById = new Map(methods.map((method) => [method.method, method]));

/** The method with this id. Throws INVALID_INPUT that lists the ids there are. */
export function getMethod(id: string): DetectorMethod {
  const method = methodById.get(id);
  if (method !== undefined) return method;
  const message = `must be one of ${[...methodById.keys()].join(', ')}, got ${JSON.stringify(id)}`;
  throw new DriftwatchError('INVALID_INPUT', `detection method ${message}`, {
    errors: [{ field: 'method', message }],
  });
}
