import { randomBytes } from 'node:crypto';

/** Version, trace id, parent id, flags; a version after ours may add fields behind them. */
const format = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const maxLength = 512;
const noTrace = '0'.repeat(32);
const noParent = '0'.repeat(16);

export interface TraceContext {
  /** 32 hex digits, the same for everything that one request causes. */
  traceId: string;
  /** 16 hex digits: what caused this. */
  parentId: string;
  /** Two hex digits; the last bit says that the trace is recorded. */
  flags: string;
}

/**
 * The W3C header `traceparent`. One that is not valid counts as none, as the standard asks.
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

/** The same trace with a new parent id: what goes on from here is caused by us. */
export function continueTrace({ traceId, flags }: TraceContext): TraceContext {
  return { traceId, parentId: randomBytes(8).toString('hex'), flags };
}
