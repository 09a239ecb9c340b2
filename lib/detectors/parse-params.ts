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

/** How many faults the message itself tells. */
const maxTold = 10;

type ParamRules = Record<string, ParamRule>;

/** "between 2 and 10000": a refusal always shows the whole range, not only the side that was broken. */
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

/** Words one zod issue; `input` is an object whenever the issue has a path. */
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
 * The params of the method with this id, defaults filled in. Throws INVALID_INPUT on an unknown method, on a param the
 * method does not know, and on every value out of range, each named with its range.
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
