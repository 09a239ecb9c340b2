import { toUnavailable } from '../db/unavailable';
import { DriftwatchError, type ErrorCode, isDriftwatchError } from '../errors';
import { logger } from '../logger';
import type { Problem } from '../schemas/common';
import { currentRequest } from '../telemetry/request-context';

const httpStatus: Record<ErrorCode, { status: number; title: string }> = {
  INVALID_INPUT: { status: 400, title: 'Invalid input' },
  UNAUTHENTICATED: { status: 401, title: 'Not signed in' },
  FORBIDDEN: { status: 403, title: 'Forbidden' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed' },
  CONFLICT: { status: 409, title: 'Conflict' },
  TOO_LARGE: { status: 413, title: 'Too large' },
  UNSUPPORTED_FORMAT: { status: 415, title: 'Unsupported format' },
  NOT_ALLOWED_NOW: { status: 422, title: 'Not allowed now' },
  LIMIT_EXCEEDED: { status: 429, title: 'Limit exceeded' },
  EXTERNAL: { status: 502, title: 'An external system failed' },
  UNAVAILABLE: { status: 503, title: 'Unavailable' },
  INTERNAL: { status: 500, title: 'Internal error' },
};

/** Converts an error to an RFC 9457 document. An unknown error is logged and its message is not shown. */
export function toProblem(error: unknown, requestId = currentRequest()?.requestId): Problem {
  if (!isDriftwatchError(error)) {
    const unavailable = toUnavailable(error);
    if (unavailable) return toProblem(unavailable, requestId);
    logger.error('request failed', { ...(requestId !== undefined && { request_id: requestId }), error });
    const internal = new DriftwatchError('INTERNAL', 'something went wrong; the server log has the details');
    return toProblem(internal, requestId);
  }
  const { status, title } = httpStatus[error.code];
  return {
    type: 'about:blank',
    title,
    status,
    detail: error.message,
    code: error.code,
    ...(error.retryable && { retryable: true }),
    ...(requestId !== undefined && { request_id: requestId }),
    ...(error.errors.length > 0 && { errors: error.errors }),
    ...(error.moreErrors > 0 && { more_errors: error.moreErrors }),
    ...(Object.keys(error.details).length > 0 && { details: error.details }),
  };
}

/**
 * Returns the headers of a problem document; a busy or unreachable server says when to retry. Details with
 * `retry_after_s` tell more than the usual second.
 */
export function problemHeaders({ status, retryable, details }: Problem): Record<string, string> {
  const type = { 'content-type': 'application/problem+json' };
  const seconds = details?.retry_after_s ?? 1;
  return retryable && (status === 429 || status === 503) ? { ...type, 'retry-after': `${seconds}` } : type;
}
