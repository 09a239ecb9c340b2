import type { Finding } from './finding';

const nearlyFull = 0.8;
const fewFiles = 1024;
const scarceFiles = 0.8;

/**
 * Returns the value of a metric without labels on a page in Prometheus format; undefined if it is missing.
 */
export function readMetric(page: string, name: string): number | undefined {
  const line = page.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

const remedies: Record<string, { why: string; remedy: string }> = {
  app: { why: 'it is still starting, or stopping', remedy: 'wait; if this persists, check its output' },
  database: {
    why: 'points are refused with 503 and pages are empty until it is back',
    remedy:
      'check the logs of the app and of PostgreSQL; with DATABASE_URL, check that the server runs and lets the app in',
  },
  migrations: { why: 'the database does not match the code', remedy: 'restart the app' },
  queue: {
    why: 'further points are refused with 429',
    remedy:
      'see driftwatch_flush_duration_seconds; a faster disk, more INGEST_FLUSHERS, fewer detectors, or larger batches help',
  },
  disk: {
    why: 'PostgreSQL stops when it can no longer write',
    remedy: 'free some space on the disk of the data folder',
  },
};

function checkReport(checks: Record<string, string>): Finding[] {
  return Object.entries(checks).flatMap(([name, word]): Finding[] => {
    if (word === 'ok') return [];
    const { why, remedy } = remedies[name] ?? { why: 'the app reports it', remedy: 'check its log' };
    return [{ severity: 'error', what: `the app is not ready: ${name} is ${word}`, why, remedy }];
  });
}

function checkMetrics(page: string): Finding[] {
  const found: Finding[] = [];
  const waiting = readMetric(page, 'driftwatch_queue_points') ?? 0;
  const capacity = readMetric(page, 'driftwatch_queue_capacity_points') ?? Number.POSITIVE_INFINITY;
  if (waiting >= nearlyFull * capacity && waiting < capacity) {
    found.push({
      severity: 'warning',
      what: `${waiting} of at most ${capacity} points are waiting to be written`,
      ...(remedies.queue as { why: string; remedy: string }),
    });
  }
  const errors = readMetric(page, 'driftwatch_detector_errors_total') ?? 0;
  if (errors > 0) {
    found.push({
      severity: 'error',
      what: `detectors have failed ${errors} times since the app started`,
      why: 'a point on which a detector fails is refused, so that no point is stored without being judged',
      remedy: 'find “points could not be stored” in the log, disable the detector, and report the error',
    });
  }
  return [...found, ...checkFiles(page)];
}

function checkFiles(page: string): Finding[] {
  const open = readMetric(page, 'process_open_fds');
  const max = readMetric(page, 'process_max_fds');
  if (open === undefined || max === undefined) return [];
  if (max >= fewFiles && open < scarceFiles * max) return [];
  return [
    {
      severity: open >= scarceFiles * max ? 'error' : 'warning',
      what: `the app has ${open} files and sockets open, of at most ${max}`,
      why: 'each connection uses one; at the limit new connections are refused',
      remedy: 'raise the limit: ulimit -n 65536 before npm start, or LimitNOFILE=65536 in a systemd unit',
    },
  ];
}

export interface RunningFacts {
  /** By name, as reported by `/readyz`. */
  checks: Record<string, string>;
  /** The page at `/metrics`; null if it could not be fetched. */
  metrics: string | null;
}

/** Checks what the running app reports about itself. */
export function checkRunning({ checks, metrics }: RunningFacts): Finding[] {
  return [...checkReport(checks), ...(metrics === null ? [] : checkMetrics(metrics))];
}
