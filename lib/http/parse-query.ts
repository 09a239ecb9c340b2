import type { z } from 'zod';
import { DriftwatchError, invalidInput } from '../errors';

/**
 * Checks a query string against a schema. A repeated parameter is refused, because one of its values would be
 * lost.
 */
export function parseQuery<Output>(given: URLSearchParams, schema: z.ZodType<Output>): Output {
  const query = new Map<string, string>();
  for (const [name, value] of given) {
    if (query.has(name)) {
      throw new DriftwatchError('INVALID_INPUT', `query parameter ${name} is given more than once`, {
        errors: [{ field: name, message: 'must be given once' }],
      });
    }
    query.set(name, value);
  }
  const parsed = schema.safeParse(Object.fromEntries(query), { reportInput: true });
  if (!parsed.success) throw invalidInput(parsed.error.issues, 'the query is not valid');
  return parsed.data;
}
