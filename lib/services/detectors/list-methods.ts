import { z } from 'zod';
import { methods } from '../../monitoring/index';
import type { Method } from '../../schemas/detectors';

/** Returns the registry in the form of the API. */
export function listMethods(): Method[] {
  return methods.map((method) => ({
    method: method.method,
    label: method.label,
    summary: method.summary,
    kind: method.kind,
    version: method.version,
    calibrated_param: method.calibratedParam,
    params_schema: z.toJSONSchema(method.paramsSchema, { io: 'input' }) as Record<string, unknown>,
  }));
}
