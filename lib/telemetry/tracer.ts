import { processWide } from '../process-wide';
/** A piece of work that is timed and reported. */
export interface Span {
  /** W3C `traceparent` for what this work causes. */
  readonly traceparent: string;
  /** Ends it now; with an error when it failed. */
  end(outcome?: { error?: unknown; attributes?: SpanAttributes }): void;
}

export type SpanAttributes = Record<string, string | number | boolean>;

export interface SpanOptions {
  /** `server` answers a request, `internal` is any other work. */
  kind: 'server' | 'internal';
  /** W3C `traceparent` of what caused it. */
  parent?: string | undefined;
  /** The same of several causes, none of which is the parent. */
  links?: string[];
  attributes?: SpanAttributes;
}

export interface Tracer {
  start(name: string, options: SpanOptions): Span;
}

const current = processWide<{ tracer: Tracer | undefined }>('tracer', () => ({ tracer: undefined })).get();

/** Undefined while traces are off, which is the usual case and costs a look. */
export function tracer(): Tracer | undefined {
  return current.tracer;
}

/** Switches tracing on, or off with undefined. */
export function setTracer(next: Tracer | undefined) {
  current.tracer = next;
}
