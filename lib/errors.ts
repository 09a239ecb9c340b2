/** What a caller can do about a failure. Each code has one HTTP status; see `httpStatus`. */
export type ErrorCode =
  | 'INVALID_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'CONFLICT'
  | 'NOT_ALLOWED_NOW'
  | 'TOO_LARGE'
  | 'UNSUPPORTED_FORMAT'
  | 'LIMIT_EXCEEDED'
  | 'EXTERNAL'
  | 'UNAVAILABLE'
  | 'INTERNAL';

const retryableCodes: ReadonlySet<ErrorCode> = new Set(['EXTERNAL', 'LIMIT_EXCEEDED', 'UNAVAILABLE']);

/**
 * One fault in an input. `index` is the 0-based position in a batch, `line` the 1-based line of a body that
 * is read by line, `field` the JSON field or the column.
 */
export interface FieldError {
  index?: number | undefined;
  line?: number | undefined;
  field?: string | undefined;
  message: string;
}

/** The number of faults an error lists; the rest are only counted. */
export const maxListedErrors = 100;

export interface ErrorOptions {
  /**
   * Every single fault, if there is more to say than the message does. The error keeps the first 100 and
   * counts the rest.
   */
  errors?: FieldError[];
  /** The number of faults that are not in `errors`. */
  moreErrors?: number;
  /** Facts for the caller, such as who decided a job. Safe to show. */
  details?: Record<string, unknown>;
  retryable?: boolean;
  cause?: unknown;
}

/**
 * Shared by every copy of this module: Next bundles the routes separately from the code that the server
 * loads.
 */
const brand = Symbol.for('driftwatch.error');

/**
 * Base class of every error that this project throws deliberately. Its message is safe to show to a client.
 */
export class DriftwatchError extends Error {
  readonly [brand] = true;
  readonly code: ErrorCode;
  readonly errors: FieldError[];
  readonly moreErrors: number;
  readonly details: Record<string, unknown>;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'DriftwatchError';
    this.code = code;
    const { errors = [], moreErrors = 0 } = options;
    this.errors = errors.length > maxListedErrors ? errors.slice(0, maxListedErrors) : errors;
    this.moreErrors = moreErrors + errors.length - this.errors.length;
    this.details = options.details ?? {};
    this.retryable = options.retryable ?? retryableCodes.has(code);
  }
}

/**
 * True if this project threw the error deliberately, from any copy of this module. `instanceof` recognises
 * only its own copy.
 */
export function isDriftwatchError(error: unknown): error is DriftwatchError {
  return error instanceof Error && brand in error;
}

/** Thrown by `RetrainQueue.enqueue` after the queue has been closed; it accepts no more jobs. */
export class SchedulerClosed extends DriftwatchError {
  constructor() {
    super('NOT_ALLOWED_NOW', 'the retrain queue is closed and accepts no more jobs');
    this.name = 'SchedulerClosed';
  }
}

/**
 * The parts of a zod issue that this project uses. `input` is present if the parse was asked to report it.
 */
export interface Issue {
  code?: string;
  path: PropertyKey[];
  message: string;
  keys?: string[];
  expected?: string;
  values?: unknown[];
  minimum?: number | bigint;
  maximum?: number | bigint;
  /** What is wrong with the name of a field of a record. */
  issues?: Issue[];
  input?: unknown;
}

const typeWords: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'an array',
};

/**
 * What the value must be. Our own messages start with a lower-case letter and are kept; those of zod are
 * reworded.
 */
function expectation(issue: Issue): string {
  if (!/^[A-Z]/.test(issue.message)) return issue.message;
  const { code, expected = '', values = [], minimum, maximum } = issue;
  if (code === 'invalid_type') return `must be ${typeWords[expected] ?? expected}`;
  if (code === 'invalid_value') return `must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}`;
  if (code === 'too_small' && minimum !== undefined) return `must be at least ${minimum}`;
  if (code === 'too_big' && maximum !== undefined) return `must be at most ${maximum}`;
  const [name] = issue.issues ?? [];
  return code === 'invalid_key' && name ? `has a name that ${expectation(name)}` : issue.message;
}

/** The received value, short enough for a message. */
function given(input: unknown): string {
  if (typeof input === 'string') return `the text ${JSON.stringify(input.slice(0, 40))}`;
  if (Array.isArray(input)) return 'an array';
  if (typeof input === 'number' && !Number.isFinite(input))
    return 'NaN or Infinity, which JSON cannot express';
  return typeof input === 'object' && input !== null ? 'an object' : String(input);
}

function explain(issue: Issue): string {
  const expected = expectation(issue);
  const isWrongKind = issue.code === 'invalid_type' || issue.code === 'invalid_value';
  if (!isWrongKind || !('input' in issue)) return expected;
  return issue.input === undefined ? `is missing: ${expected}` : `${expected}, got ${given(issue.input)}`;
}

/** Returns one error for each fault. An unknown field is named itself, not the object that contains it. */
export function toFieldErrors(issue: Issue): FieldError[] {
  const index = issue.path.find((step): step is number => typeof step === 'number');
  const path = issue.path.filter((step) => typeof step !== 'number').map(String);
  const at = index === undefined ? {} : { index };
  if (issue.code === 'unrecognized_keys' && issue.keys) {
    return issue.keys.map((key) => ({
      ...at,
      field: [...path, key].join('.'),
      message: 'is not a known field',
    }));
  }
  return [{ ...at, ...(path.length > 0 && { field: path.join('.') }), message: explain(issue) }];
}

function sentence({ index, line, field, message }: FieldError): string {
  const place = line !== undefined ? `line ${line}` : index !== undefined ? `[${index}]` : '';
  return [place, field ?? '', message].filter(Boolean).join(' ');
}

/** Returns an INVALID_INPUT error whose message names the first fault and counts the others. */
export function faultyInput(errors: FieldError[], what: string, moreErrors = 0): DriftwatchError {
  const [first] = errors;
  const others = errors.length - 1 + moreErrors;
  const more = others > 0 ? ` (and ${others} more)` : '';
  const message = `${what}: ${first ? sentence(first) : 'not valid'}${more}`;
  return new DriftwatchError('INVALID_INPUT', message, { errors, moreErrors });
}

/** Returns the same error for the issues of a zod parse. */
export function invalidInput(issues: Issue[], what: string): DriftwatchError {
  return faultyInput(issues.flatMap(toFieldErrors), what);
}
