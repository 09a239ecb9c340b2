import { env } from './env';
import { currentRequest } from './telemetry/request-context';
import { parseTraceparent } from './telemetry/trace-context';

const order = ['debug', 'info', 'warn', 'error', 'silent'] as const;
type LogLevel = Exclude<(typeof order)[number], 'silent'>;

/** Errors lose their message in JSON.stringify; say what they are. */
function plain(fields: Record<string, unknown>) {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value,
    ]),
  );
}

/** Which request a line belongs to, while one is being worked on. */
function requestFields() {
  const request = currentRequest();
  if (request === undefined) return {};
  const traceId = parseTraceparent(request.traceparent)?.traceId;
  return { request_id: request.requestId, ...(traceId && { trace_id: traceId }) };
}

function write(level: LogLevel, message: string, fields: Record<string, unknown> = {}) {
  if (order.indexOf(level) < order.indexOf(env().LOG_LEVEL)) return;
  const time = new Date().toISOString();
  process.stderr.write(`${JSON.stringify({ time, level, message, ...requestFields(), ...plain(fields) })}\n`);
}

/** One JSON object per line on standard error. */
export const logger = {
  debug: (message: string, fields?: Record<string, unknown>) => write('debug', message, fields),
  info: (message: string, fields?: Record<string, unknown>) => write('info', message, fields),
  warn: (message: string, fields?: Record<string, unknown>) => write('warn', message, fields),
  error: (message: string, fields?: Record<string, unknown>) => write('error', message, fields),
};
