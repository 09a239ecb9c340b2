/** What a caller can do about a failure. One HTTP status each; see `httpStatus`. */
export type ErrorCode =
  | 'INVALID_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'NOT_ALLOWED_NOW'
  | 'LIMIT_EXCEEDED'
  | 'EXTERNAL'
  | 'INTERNAL';

/** One thing wrong with an input: `index` is the 0-based position in a batch, `field` the JSON field. */
export interface FieldError {
  index?: number;
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

/** The base of every error this project throws on purpose; its message is safe to show to a client. */
export class DriftwatchError extends Error {
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
    this.retryable = options.retryable ?? (code === 'EXTERNAL' || code === 'LIMIT_EXCEEDED');
  }
}

/** Thrown by `RetrainQueue.enqueue` once the queue has been closed: no job is accepted any more. */
export class SchedulerClosed extends DriftwatchError {
  constructor() {
    super('NOT_ALLOWED_NOW', 'the retrain queue is closed and takes no more jobs');
    this.name = 'SchedulerClosed';
  }
}
