import { z } from 'zod';
import { methods } from '../../monitoring/index';
import type { Method } from '../../schemas/detectors';

/** The registry as the API shows it. */
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
