import { formatExact, formatNumber } from '@/lib/format';

/** One control of the form, read from the JSON Schema of a method's params. */
export interface ParamField {
  name: string;
  label: string;
  help: string | undefined;
  unit: string | undefined;
  kind: 'number' | 'integer' | 'choice' | 'boolean' | 'text';
  choices: string[];
  /** May be left empty, which means `null`. */
  isNullable: boolean;
  defaultText: string;
  minimum: number | undefined;
  maximum: number | undefined;
  /** The limit itself is not allowed. */
  isMinimumExclusive: boolean;
  isMaximumExclusive: boolean;
}

type JsonSchema = Record<string, unknown>;

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
const number = (value: unknown) => (typeof value === 'number' ? value : undefined);

/** `anyOf: [X, null]` and `type: [X, 'null']` are X that may be empty. */
function withoutNull(schema: JsonSchema): { inner: JsonSchema; isNullable: boolean } {
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter((type) => type !== 'null');
    return { inner: { ...schema, type: types[0] }, isNullable: types.length < schema.type.length };
  }
  const options = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isObject) : [];
  const others = options.filter((option) => option.type !== 'null');
  if (others.length === 0 || others.length === options.length) return { inner: schema, isNullable: false };
  return { inner: { ...others[0], ...schema }, isNullable: true };
}

function kindOf(schema: JsonSchema): ParamField['kind'] {
  if (Array.isArray(schema.enum)) return 'choice';
  if (schema.type === 'integer' || schema.type === 'number' || schema.type === 'boolean') return schema.type;
  return 'text';
}

function defaultText(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

/** The safe integers are what JSON Schema generators write when there is no limit. */
function limit(value: number | undefined): number | undefined {
  return value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;
}

function toField(name: string, schema: JsonSchema): ParamField {
  const { inner, isNullable } = withoutNull(schema);
  const exclusiveMinimum = number(inner.exclusiveMinimum);
  const exclusiveMaximum = number(inner.exclusiveMaximum);
  return {
    name,
    label: text(inner.title) ?? name.replaceAll('_', ' '),
    help: text(inner.description),
    unit: text(inner.unit),
    kind: kindOf(inner),
    choices: Array.isArray(inner.enum) ? inner.enum.map(String) : [],
    isNullable,
    defaultText: defaultText(inner.default),
    minimum: limit(number(inner.minimum) ?? exclusiveMinimum),
    maximum: limit(number(inner.maximum) ?? exclusiveMaximum),
    isMinimumExclusive: exclusiveMinimum !== undefined && inner.minimum === undefined,
    isMaximumExclusive: exclusiveMaximum !== undefined && inner.maximum === undefined,
  };
}

/** The form's controls in the order of the schema. */
export function paramFields(schema: JsonSchema): ParamField[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  return Object.entries(properties).map(([name, value]) => toField(name, isObject(value) ? value : {}));
}

/** Times are numbers to the API and a picker to people. */
export const isTime = ({ unit }: Pick<ParamField, 'unit'>) => unit === 'epoch milliseconds';

function limitNumber(value: number): string {
  return Number.isInteger(value) ? formatNumber(value) : formatExact(value);
}

/** `2 to 10,000`, `more than 0`, `at most 1`; nothing where there is no limit. */
export function limitsText(field: ParamField): string | undefined {
  const { minimum, maximum, isMinimumExclusive, isMaximumExclusive } = field;
  const low =
    minimum !== undefined && `${isMinimumExclusive ? 'more than' : 'at least'} ${limitNumber(minimum)}`;
  const high =
    maximum !== undefined && `${isMaximumExclusive ? 'less than' : 'at most'} ${limitNumber(maximum)}`;
  if (minimum !== undefined && maximum !== undefined && !isMinimumExclusive && !isMaximumExclusive) {
    return `${limitNumber(minimum)} to ${limitNumber(maximum)}`;
  }
  return [low, high].filter(Boolean).join(', ') || undefined;
}

export type ParsedParam = { value: string | number | boolean | null; error?: undefined } | { error: string };

/** The typed text as the value the API takes, or what is wrong with it. */
export function parseParam(field: ParamField, typed: string): ParsedParam {
  const trimmed = typed.trim();
  if (field.kind === 'boolean') return { value: trimmed === 'true' };
  if (trimmed === '') return field.isNullable ? { value: null } : { error: `${field.label} is needed.` };
  if (field.kind === 'text' || field.kind === 'choice') return { value: trimmed };
  const value = Number(trimmed);
  if (!Number.isFinite(value)) return { error: `${field.label} must be a number.` };
  if (field.kind === 'integer' && !Number.isInteger(value)) {
    return { error: `${field.label} must be a whole number.` };
  }
  const { minimum, maximum } = field;
  const isTooLow = minimum !== undefined && (field.isMinimumExclusive ? value <= minimum : value < minimum);
  const isTooHigh = maximum !== undefined && (field.isMaximumExclusive ? value >= maximum : value > maximum);
  return isTooLow || isTooHigh ? { error: `${field.label} must be ${limitsText(field)}.` } : { value };
}
