import { z } from 'zod';
import { DriftwatchError, type FieldError } from '../errors';
import { getMethod } from './registry';
import type { ParamValues } from './types';

/** Limits and choices of one param, as JSON Schema writes them. */
interface ParamRule {
  type?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  enum?: unknown[];
  anyOf?: ParamRule[];
}

/** How many errors the message itself names. */
const maxTold = 10;

type ParamRules = Record<string, ParamRule>;

/** "between 2 and 10000": an error always shows the whole range, not only the end that was exceeded. */
function describeRule(rule: ParamRule): string {
  if (rule.anyOf) return rule.anyOf.map(describeRule).join(' or ');
  if (rule.enum) return `one of ${rule.enum.map((choice) => JSON.stringify(choice)).join(', ')}`;
  if (rule.type === 'null') return 'null';
  const range =
    rule.exclusiveMinimum === undefined
      ? `between ${rule.minimum} and ${rule.maximum}`
      : `above ${rule.exclusiveMinimum} and at most ${rule.maximum}`;
  return rule.type === 'integer' ? `a whole number ${range}` : range;
}

function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
}

/** Words one zod issue; `input` is an object if the issue has a path. */
function toFieldErrors(issue: z.core.$ZodIssue, input: unknown, rules: ParamRules): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(rules).join(', ');
    return issue.keys.map((key) => ({
      field: `params.${key}`,
      message: `unknown param, known are ${known}`,
    }));
  }
  const [name] = issue.path;
  if (typeof name !== 'string')
    return [{ field: 'params', message: `must be an object, got ${show(input)}` }];
  const rule = rules[name];
  if (issue.code === 'custom' || rule === undefined) {
    return [{ field: `params.${name}`, message: issue.message }];
  }
  const given = (input as Record<string, unknown>)[name];
  return [{ field: `params.${name}`, message: `must be ${describeRule(rule)}, got ${show(given)}` }];
}

/**
 * The params of a method, with defaults filled in.
 *
 * @param methodId an id of the registry, such as `cusum`.
 * @param input params by name; those left out take their defaults.
 * @throws INVALID_INPUT on an unknown method, on a param the method does not know, and on every value out of
 *   range, each named with its range.
 */
export function parseParams(methodId: string, input: unknown = {}): ParamValues {
  const { paramsSchema } = getMethod(methodId);
  const parsed = paramsSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const rules = (z.toJSONSchema(paramsSchema, { io: 'input' }).properties ?? {}) as ParamRules;
  const errors = parsed.error.issues.flatMap((issue) => toFieldErrors(issue, input, rules));
  const shown = errors.slice(0, maxTold).map(({ field, message }) => `${field} ${message}`);
  if (errors.length > maxTold) shown.push(`and ${errors.length - maxTold} more`);
  const list = shown.join('; ');
  throw new DriftwatchError('INVALID_INPUT', `params of ${methodId}: ${list}`, { errors });
}
