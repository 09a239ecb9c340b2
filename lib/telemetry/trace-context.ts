import { randomBytes } from 'node:crypto';

/** Version, trace id, parent id, flags; later versions may append fields. */
const format = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const maxLength = 512;
const noTrace = '0'.repeat(32);
const noParent = '0'.repeat(16);

export interface TraceContext {
  /** 32 hex digits, the same for everything that one request causes. */
  traceId: string;
  /** 16 hex digits: the cause of this piece of work. */
  parentId: string;
  /** Two hex digits; the last bit says that the trace is recorded. */
  flags: string;
}

/**
 * Parses the W3C header `traceparent`. An invalid one counts as missing, as the standard requires.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function parseTraceparent(header: string | undefined): TraceContext | undefined {
  if (header === undefined || header.length > maxLength) return undefined;
  const [, version, traceId = '', parentId = '', flags = '', more] = format.exec(header) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (traceId === noTrace || parentId === noParent) return undefined;
  return { traceId, parentId, flags };
}

export function formatTraceparent({ traceId, parentId, flags }: TraceContext): string {
  return `00-${traceId}-${parentId}-${flags}`;
}

/** Returns the same trace with a new parent id: we are the cause of what follows. */
export function continueTrace({ traceId, flags }: TraceContext): TraceContext {
  return { traceId, parentId: randomBytes(8).toString('hex'), flags };
}
