import { processWide } from '../process-wide';
/** A piece of work that is timed and reported. */
export interface Span {
  /** W3C `traceparent` for the work that this causes. */
  readonly traceparent: string;
  /** Ends the span now; with an error if the work failed. */
  end(outcome?: { error?: unknown; attributes?: SpanAttributes }): void;
}

export type SpanAttributes = Record<string, string | number | boolean>;

export interface SpanOptions {
  /** `server` answers a request; `internal` is any other work. */
  kind: 'server' | 'internal';
  /** W3C `traceparent` of the cause. */
  parent?: string | undefined;
  /** The same for several causes, none of which is the parent. */
  links?: string[];
  attributes?: SpanAttributes;
}

export interface Tracer {
  start(name: string, options: SpanOptions): Span;
}

const current = processWide<{ tracer: Tracer | undefined }>('tracer', () => ({ tracer: undefined })).get();

/** Returns undefined while tracing is off, the usual case, which costs one lookup. */
export function tracer(): Tracer | undefined {
  return current.tracer;
}

/** Turns tracing on, or off with undefined. */
export function setTracer(next: Tracer | undefined) {
  current.tracer = next;
}
