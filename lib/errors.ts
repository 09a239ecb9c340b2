/** What a caller can do about a failure. One HTTP status each; see `httpStatus`. */
export type ErrorCode =
  | 'INVALID_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
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
 * One thing wrong with an input: `index` is the 0-based position in a batch, `line` the 1-based line of a body that is
 * read by lines, `field` the JSON field or the column.
 */
export interface FieldError {
  index?: number;
  line?: number;
  field?: string;
  message: string;
}

export interface ErrorOptions {
  /** Every single fault, when there is more to say than the message. */
  errors?: FieldError[];
  /** Facts for the caller, such as who decided a job; safe to show. */
  details?: Record<string, unknown>;
  retryable?: boolean;
  cause?: unknown;
}

/** The same in every copy of this module: Next bundles the routes apart from what the server itself loads. */
const brand = Symbol.for('driftwatch.error');

/** The base of every error this project throws on purpose; its message is safe to show to a client. */
export class DriftwatchError extends Error {
  readonly [brand] = true;
  readonly code: ErrorCode;
  readonly errors: FieldError[];
  readonly details: Record<string, unknown>;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'DriftwatchError';
    this.code = code;
    this.errors = options.errors ?? [];
    this.details = options.details ?? {};
    this.retryable = options.retryable ?? retryableCodes.has(code);
  }
}

/** Whether this project threw it on purpose, by whichever copy of this module; `instanceof` knows only its own. */
export function isDriftwatchError(error: unknown): error is DriftwatchError {
  return error instanceof Error && brand in error;
}

/** Thrown by `RetrainQueue.enqueue` once the queue has been closed: no job is accepted any more. */
export class SchedulerClosed extends DriftwatchError {
  constructor() {
    super('NOT_ALLOWED_NOW', 'the retrain queue is closed and takes no more jobs');
    this.name = 'SchedulerClosed';
  }
}

/** What this project needs of a zod issue. */
export interface Issue {
  code?: string;
  path: PropertyKey[];
  message: string;
  keys?: string[];
}

/** One error for each fault; an unknown field is named itself rather than the object it is in. */
export function toFieldErrors(issue: Issue): FieldError[] {
  const index = issue.path.find((step): step is number => typeof step === 'number');
  const path = issue.path.filter((step) => typeof step !== 'number').map(String);
  const at = index === undefined ? {} : { index };
  if (issue.code === 'unrecognized_keys' && issue.keys) {
    return issue.keys.map((key) => ({ ...at, field: [...path, key].join('.'), message: 'unknown field' }));
  }
  return [{ ...at, ...(path.length > 0 && { field: path.join('.') }), message: issue.message }];
}

function sentence({ index, line, field, message }: FieldError): string {
  const place = line !== undefined ? `line ${line}` : index !== undefined ? `[${index}]` : '';
  return [place, field ?? '', message].filter(Boolean).join(' ');
}

/** An INVALID_INPUT whose message names the first fault and counts the others. */
export function faultyInput(errors: FieldError[], what: string): DriftwatchError {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new DriftwatchError('INVALID_INPUT', `${what}: ${first ? sentence(first) : 'not valid'}${more}`, {
    errors,
  });
}

/** The same from the issues of a zod parse. */
export function invalidInput(issues: Issue[], what: string): DriftwatchError {
  return faultyInput(issues.flatMap(toFieldErrors), what);
}
