import type { Env } from '../env';
import { logger } from '../logger';
import { formatTraceparent, parseTraceparent } from '../telemetry/trace-context';
import { type SpanOptions, setTracer, type Tracer } from '../telemetry/tracer';

type OtelSettings = Pick<
  Env,
  | 'OTEL_EXPORTER_OTLP_ENDPOINT'
  | 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
  | 'OTEL_SDK_DISABLED'
  | 'OTEL_TRACES_EXPORTER'
>;

export interface Tracing {
  /** Sends buffered spans and ends tracing. */
  close(): Promise<void>;
}

/** Returns whether the environment asks for traces. */
export function wantsTraces(env: OtelSettings): boolean {
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT;
  return endpoint !== undefined && !env.OTEL_SDK_DISABLED && env.OTEL_TRACES_EXPORTER === 'otlp';
}

/** Loaded only here, so that installations without traces do not pay for the library. */
async function loadLibrary() {
  const [api, base, resources, exporter] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  return { api, base, resources, exporter };
}

type Library = Awaited<ReturnType<typeof loadLibrary>>;

/** The library itself reads headers, sampler, batch sizes and service name from their OTEL_ variables. */
function makeProvider({ base, resources, exporter }: Library) {
  const named = resources.resourceFromAttributes({ 'service.name': 'driftwatch' });
  const fromEnvironment = resources.detectResources({ detectors: [resources.envDetector] });
  return new base.BasicTracerProvider({
    resource: resources.defaultResource().merge(named).merge(fromEnvironment),
    spanProcessors: [new base.BatchSpanProcessor(new exporter.OTLPTraceExporter())],
  });
}

function makeTracer(library: Library, provider: ReturnType<typeof makeProvider>): Tracer {
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = library.api;
  const own = provider.getTracer('driftwatch');
  const spanContextOf = (traceparent: string) => {
    const parsed = parseTraceparent(traceparent);
    if (parsed === undefined) return undefined;
    const { traceId, parentId, flags } = parsed;
    return { traceId, spanId: parentId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  };
  const start = (name: string, { kind, parent, links = [], attributes = {} }: SpanOptions) => {
    const caller = parent === undefined ? undefined : spanContextOf(parent);
    const within = caller ? trace.setSpanContext(ROOT_CONTEXT, caller) : ROOT_CONTEXT;
    const linked = links.flatMap((link) => spanContextOf(link) ?? []).map((found) => ({ context: found }));
    const spanKind = kind === 'server' ? SpanKind.SERVER : SpanKind.INTERNAL;
    const span = own.startSpan(name, { kind: spanKind, links: linked, attributes }, within);
    const { traceId, spanId, traceFlags } = span.spanContext();
    return {
      traceparent: formatTraceparent({
        traceId,
        parentId: spanId,
        flags: traceFlags.toString(16).padStart(2, '0'),
      }),
      end: ({ error, attributes: found }: { error?: unknown; attributes?: typeof attributes } = {}) => {
        if (found) span.setAttributes(found);
        if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
        span.end();
      },
    };
  };
  return { start };
}

/** Sends traces to the collector named in the environment; null if there is none. */
export async function startTracing(env: OtelSettings): Promise<Tracing | null> {
  if (!wantsTraces(env)) return null;
  const library = await loadLibrary();
  const { diag, DiagLogLevel } = library.api;
  // If the collector is away, spans are lost but no requests fail; the log says so.
  const say = (message: string) => logger.warn(`traces: ${message}`);
  const quiet = () => {};
  diag.setLogger({ error: say, warn: say, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.WARN);
  const provider = makeProvider(library);
  setTracer(makeTracer(library, provider));
  return {
    async close() {
      setTracer(undefined);
      await provider.shutdown();
    },
  };
}
