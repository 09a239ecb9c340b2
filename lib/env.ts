import { z } from 'zod';
import { DriftwatchError } from './errors';

const optionalText = z.string().trim().optional();

/** An HTTP(S) address, or unset. */
const optionalAddress = (example: string) =>
  optionalText.refine(
    (url) => url === undefined || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)),
    `must be an address such as ${example}`,
  );

const address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** 32 bytes in base64: 43 digits, the last of which has two bits to spare, and padding. */
const secretsKeyPattern = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

const retentionDays = (days: number) => z.coerce.number().int().min(0).max(36_500).default(days);

/** Every setting of the app with its default. The table in the README documents the same names. */
export const envSchema = z
  .object({
    /** Connection string of the PostgreSQL to use. If unset, `npm start` runs its own. */
    DATABASE_URL: optionalText.refine(
      (url) => url === undefined || /^postgres(ql)?:\/\//.test(url),
      'must start with postgresql://',
    ),
    /** Folder of the embedded PostgreSQL, relative to the project. */
    DRIFTWATCH_DATA: optionalText.transform((folder) => folder ?? '.data'),
    /**
     * Keys that encrypt the stored secrets, each 32 bytes in base64, separated by commas: the first encrypts,
     * all decrypt. If unset, the app makes a key of its own in DRIFTWATCH_DATA/secrets.key.
     */
    SECRETS_KEY: optionalText.refine(
      (list) => list?.split(',').every((key) => secretsKeyPattern.test(key.trim())) ?? true,
      'must be 32 bytes in base64, such as the output of: openssl rand -base64 32',
    ),
    /** Address to listen on. The default is reachable only from this machine. */
    HOST: optionalText.transform((host) => host ?? '127.0.0.1'),
    /**
     * Host names that requests may use for the server, in addition to those of this machine. If unset, any
     * name is allowed unless HOST is loopback.
     */
    ALLOWED_HOSTS: optionalText
      .transform((list) => list?.split(',').map((host) => host.trim()))
      .refine(
        (hosts) => hosts?.every((host) => /^[\w.:[\]-]+$/.test(host)) ?? true,
        'must be host names separated by commas, such as drift.example.com,10.0.0.5',
      ),
    /**
     * Addresses and networks of the proxies in front of the app, separated by commas. Only they may say in
     * X-Forwarded-For, -Proto and -Host who sent a request; from others these headers are ignored.
     */
    TRUSTED_PROXIES: optionalText
      .transform((list) => list?.split(',').map((entry) => entry.trim()))
      .refine(
        (entries) => entries?.every((entry) => address.safeParse(entry).success) ?? true,
        'must be addresses or networks separated by commas, such as 127.0.0.1,10.0.0.0/8',
      ),
    /**
     * Certificate (PEM, with its chain) for serving HTTPS without a proxy; needs TLS_KEY_FILE. Renewed files
     * are used within a minute.
     */
    TLS_CERT_FILE: optionalText,
    /** Private key of TLS_CERT_FILE (PEM, without a passphrase). */
    TLS_KEY_FILE: optionalText,
    /** TCP port of the web server; 0 picks a free one. */
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    /** Maximum number of concurrent connections; lower if the process may not open that many files. */
    MAX_CONNECTIONS: z.coerce.number().int().min(16).max(1_000_000).default(2048),
    /**
     * Maximum number of connections from one address (for IPv6, one /64 network); half of MAX_CONNECTIONS if
     * unset.
     */
    MAX_CONNECTIONS_PER_ADDRESS: z.coerce.number().int().min(1).max(1_000_000).optional(),
    /** Minimum transfer rate of a body, in bytes per second averaged over a minute; 0 disables the limit. */
    MIN_BODY_BYTES_PER_SECOND: z.coerce.number().int().min(0).max(1_000_000).default(64),
    /**
     * Memory for bodies in transit, decompressed, in MiB. One sender gets at most half of it. Bodies up to 64
     * KiB do not count.
     */
    BODY_BUDGET_MIB: z.coerce.number().int().min(64).max(1_000_000).default(128),
    /** Lowest level that is logged. */
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    /**
     * Requests that get a line in the log: none, those that failed on our side (status 500 and above), or
     * all.
     */
    ACCESS_LOG: z.enum(['off', 'errors', 'all']).default('errors'),
    /** OpenTelemetry collector that receives traces by OTLP over HTTP. If unset, nothing is traced. */
    OTEL_EXPORTER_OTLP_ENDPOINT: optionalAddress('http://127.0.0.1:4318'),
    /** The same for traces only, including the path. */
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: optionalAddress('http://127.0.0.1:4318/v1/traces'),
    /** `none` sends no traces even if an endpoint is set. */
    OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none']).default('otlp'),
    /** `true` turns OpenTelemetry off even if an endpoint is set. */
    OTEL_SDK_DISABLED: optionalText.transform((text) => text?.toLowerCase() === 'true'),
    /**
     * Hosts in private networks that the app may connect to where users name an address (sign-in provider,
     * mail server): names, addresses and ranges, separated by commas. Only these may use http.
     */
    OUTGOING_PRIVATE_HOSTS: optionalText
      .transform((list) => list?.split(',').map((host) => host.trim()) ?? [])
      .refine(
        (hosts) => hosts.every((host) => /^[\w.-]+$/.test(host) || address.safeParse(host).success),
        'must be names, addresses or ranges separated by commas, such as mail.internal,10.0.0.0/8',
      ),
    /** Number of open retrain jobs the queue holds; further jobs wait as `deferred`. */
    RETRAIN_QUEUE_CAPACITY: z.coerce.number().int().min(1).max(100_000).default(128),
    /**
     * How far ahead of the clock the time of a point may be, in seconds; at most 100 years. Points that
     * follow one in the future are late until the clock has caught up with it, so the default only allows for
     * clock differences.
     */
    MAX_FUTURE_SECONDS: z.coerce.number().int().min(0).max(3_155_760_000).default(300),
    /**
     * Days to keep points, after both their arrival and their event time; 0 keeps them forever, here and
     * below.
     */
    RETENTION_POINTS_DAYS: retentionDays(90),
    /**
     * Days to keep readings. Arrival times count as well while the points, which alone record them, are still
     * stored.
     */
    RETENTION_READINGS_DAYS: retentionDays(90),
    /** Days to keep five-minute rollups after their own time; never shorter than their points. */
    RETENTION_FIVE_MINUTES_DAYS: retentionDays(180),
    /** The same for hourly rollups. */
    RETENTION_HOURLY_DAYS: retentionDays(1095),
    /** The same for daily rollups. */
    RETENTION_DAILY_DAYS: retentionDays(0),
    /**
     * Days after its newest point until a series without stored points or an open incident is deleted with
     * its rollups.
     */
    RETENTION_SERIES_DAYS: retentionDays(365),
    /** Days to keep the audit trail, counted in whole UTC days; a purge leaves a row of its own. */
    RETENTION_AUDIT_DAYS: retentionDays(0),
    /** Number of connections that write points concurrently; each transaction stores many requests. */
    INGEST_FLUSHERS: z.coerce.number().int().min(1).max(32).default(2),
    /** Number of points that may wait to be written; further requests get status 429. */
    INGEST_QUEUE_POINTS: z.coerce.number().int().min(1).max(100_000_000).default(200_000),
    /**
     * Memory for the states of detector runs, in MiB. States beyond it are read again when their series gets
     * a point.
     */
    STATE_CACHE_MIB: z.coerce.number().int().min(1).max(1_000_000).default(256),
    /** Maximum number of series in the database; points of further series are refused. */
    MAX_SERIES: z.coerce.number().int().min(1).max(2_000_000_000).default(1_000_000),
    /** Maximum number of labels on a point. */
    MAX_LABELS: z.coerce.number().int().min(0).max(32).default(32),
    /** Address of the app for `npm run sample` and `npm run doctor`; by default PORT on this machine. */
    DRIFTWATCH_URL: optionalAddress('http://127.0.0.1:3000'),
    /**
     * Key for `npm run sample` (scope admin) and `npm run doctor` (scope read); by default that of this
     * installation, in DRIFTWATCH_DATA/local.key.
     */
    DRIFTWATCH_KEY: optionalText,
    /** Path of Chromium for the browser tests. */
    CHROMIUM_PATH: optionalText,
  })
  .refine(
    ({ TLS_CERT_FILE, TLS_KEY_FILE }) => (TLS_CERT_FILE === undefined) === (TLS_KEY_FILE === undefined),
    { path: ['TLS_CERT_FILE'], message: 'must be set together with TLS_KEY_FILE, or neither of them' },
  );

export type Env = z.infer<typeof envSchema>;

/**
 * Reads and checks the environment. Empty variables count as unset.
 *
 * @throws INVALID_INPUT, naming every bad variable at once
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  // Compose files pass on a variable without a value as an empty string, which would become the number 0.
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

/** Returns the environment, which is read once per process. */
export function env(): Env {
  cached ??= readEnv();
  return cached;
}
