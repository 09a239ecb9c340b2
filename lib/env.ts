import { z } from 'zod';
import { DriftwatchError } from './errors';

const optionalText = z.string().trim().optional();

/** An http(s) address, or unset. */
const optionalAddress = (example: string) =>
  optionalText.refine(
    (url) => url === undefined || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)),
    `must be an address such as ${example}`,
  );

const retentionDays = (days: number) => z.coerce.number().int().min(0).max(36_500).default(days);

/** Every setting of the app, with its default. The README's table documents the same names. */
export const envSchema = z.object({
  /** PostgreSQL to use; when unset, `npm start` runs its own. */
  DATABASE_URL: optionalText.refine(
    (url) => url === undefined || /^postgres(ql)?:\/\//.test(url),
    'must start with postgresql://',
  ),
  /** Folder of the embedded PostgreSQL; relative to the project. */
  DRIFTWATCH_DATA: optionalText.transform((folder) => folder ?? '.data'),
  /** Address to listen on. The default is reachable from this machine only. */
  HOST: optionalText.transform((host) => host ?? '127.0.0.1'),
  /** Names that requests may call the server by, beside those of this machine; unset, any unless HOST is loopback. */
  ALLOWED_HOSTS: optionalText
    .transform((list) => list?.split(',').map((host) => host.trim()))
    .refine(
      (hosts) => hosts?.every((host) => /^[\w.:[\]-]+$/.test(host)) ?? true,
      'must be host names separated by commas, such as drift.example.com,10.0.0.5',
    ),
  /** TCP port of the web server; 0 takes any free one. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  /** Connections at the same time; fewer if the process may not open so many files. */
  MAX_CONNECTIONS: z.coerce.number().int().min(16).max(1_000_000).default(2048),
  /** Of these, how many may come from one address (of IPv6, one /64 network); unset, half of them. */
  MAX_CONNECTIONS_PER_ADDRESS: z.coerce.number().int().min(1).max(1_000_000).optional(),
  /** Slowest body that is waited for, in bytes per second over a minute; 0 waits for ever. */
  MIN_BODY_BYTES_PER_SECOND: z.coerce.number().int().min(0).max(1_000_000).default(64),
  /** Memory for bodies under way, inflated, in MiB; one sender gets half of it. Bodies up to 64 KiB do not count. */
  BODY_BUDGET_MIB: z.coerce.number().int().min(64).max(1_000_000).default(128),
  /** Least important level that is logged. */
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Which requests get a line in the log: none, those that failed on our side (status 500 and above), or all. */
  ACCESS_LOG: z.enum(['off', 'errors', 'all']).default('errors'),
  /** OpenTelemetry collector that traces are sent to, by OTLP over HTTP; unset, nothing is traced. */
  OTEL_EXPORTER_OTLP_ENDPOINT: optionalAddress('http://127.0.0.1:4318'),
  /** The same for traces alone, with the path. */
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: optionalAddress('http://127.0.0.1:4318/v1/traces'),
  /** `none` sends no traces although there is an endpoint. */
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none']).default('otlp'),
  /** `true` switches OpenTelemetry off although there is an endpoint. */
  OTEL_SDK_DISABLED: optionalText.transform((text) => text?.toLowerCase() === 'true'),
  /** How many open retrain jobs the queue holds before further ones wait as `deferred`. */
  RETRAIN_QUEUE_CAPACITY: z.coerce.number().int().min(1).max(100_000).default(128),
  /**
   * How far ahead of the clock a point's time may lie, in seconds; at most a hundred years. What comes after a point that
   * lies ahead is late until the clock has reached it, so the default only allows for clocks that differ.
   */
  MAX_FUTURE_SECONDS: z.coerce.number().int().min(0).max(3_155_760_000).default(300),
  /** Days that points are kept after they arrived, and after their own time; 0 keeps them for ever, as below. */
  RETENTION_POINTS_DAYS: retentionDays(90),
  /** Days that readings are kept; after their arrival too while their points, which alone know it, are there. */
  RETENTION_READINGS_DAYS: retentionDays(90),
  /** Days that five-minute rollups are kept after their own time; never shorter than their points. */
  RETENTION_FIVE_MINUTES_DAYS: retentionDays(180),
  /** The same for hourly ones. */
  RETENTION_HOURLY_DAYS: retentionDays(1095),
  /** The same for daily ones. */
  RETENTION_DAILY_DAYS: retentionDays(0),
  /** Days after its newest point that a series without stored points or open incident is deleted, with its rollups. */
  RETENTION_SERIES_DAYS: retentionDays(365),
  /** Connections that write points at the same time, each one transaction for many requests. */
  INGEST_FLUSHERS: z.coerce.number().int().min(1).max(32).default(2),
  /** Points that may wait to be written before further requests are answered 429. */
  INGEST_QUEUE_POINTS: z.coerce.number().int().min(1).max(100_000_000).default(200_000),
  /** Memory for the states of detector runs, in MiB; states beyond it are read again when their series has a point. */
  STATE_CACHE_MIB: z.coerce.number().int().min(1).max(1_000_000).default(256),
  /** Series the database may hold; points of further ones are refused. */
  MAX_SERIES: z.coerce.number().int().min(1).max(2_000_000_000).default(1_000_000),
  /** Labels a point may carry. */
  MAX_LABELS: z.coerce.number().int().min(0).max(32).default(32),
  /** Where `npm run sample` finds the app; by default on this machine at PORT. */
  DRIFTWATCH_URL: optionalAddress('http://127.0.0.1:3000'),
  /** Chromium for the browser tests. */
  CHROMIUM_PATH: optionalText,
});

export type Env = z.infer<typeof envSchema>;

/** Reads and checks the environment, where empty is unset; the error names every bad variable at once. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  // Compose files set a variable that is passed on but has no value to nothing, which as a number would be 0.
  const given = Object.entries(source).filter(([, value]) => value?.trim());
  const parsed = envSchema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({
    field: issue.path.join('.'),
    message: issue.message,
  }));
  const list = errors.map((error) => `${error.field}: ${error.message}`).join('; ');
  throw new DriftwatchError('INVALID_INPUT', `bad environment: ${list}`, { errors });
}

let cached: Env | undefined;

/** The environment, read once per process. */
export function env(): Env {
  cached ??= readEnv();
  return cached;
}
