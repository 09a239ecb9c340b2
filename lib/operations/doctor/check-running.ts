import type { Finding } from './finding';

const nearlyFull = 0.8;
const fewFiles = 1024;
const scarceFiles = 0.8;

/** The value of a metric without labels on a page in Prometheus' format; undefined when it is not there. */
export function readMetric(page: string, name: string): number | undefined {
  const line = page.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

const remedies: Record<string, { why: string; remedy: string }> = {
  app: { why: 'it does not serve yet, or no longer', remedy: 'wait, and look at its output if it stays so' },
  database: {
    why: 'points are refused with 503 and pages are empty until it is back',
    remedy:
      'see what the app and PostgreSQL log say; with DATABASE_URL, whether that server runs and lets the app in',
  },
  migrations: { why: 'the database does not fit the code', remedy: 'restart the app' },
  queue: {
    why: 'further points are refused with 429',
    remedy:
      'see driftwatch_flush_duration_seconds; a faster disk, more INGEST_FLUSHERS, fewer detectors, or larger batches help',
  },
  disk: {
    why: 'PostgreSQL stops when it cannot write any more',
    remedy: 'make room on the disk of the data folder',
  },
};

function checkReport(checks: Record<string, string>): Finding[] {
  return Object.entries(checks).flatMap(([name, word]): Finding[] => {
    if (word === 'ok') return [];
    const { why, remedy } = remedies[name] ?? { why: 'the app says so', remedy: 'see its log' };
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
      what: `${waiting} points wait to be written, of ${capacity} that may`,
      ...(remedies.queue as { why: string; remedy: string }),
    });
  }
  const errors = readMetric(page, 'driftwatch_detector_errors_total') ?? 0;
  if (errors > 0) {
    found.push({
      severity: 'error',
      what: `detectors have failed ${errors} times since the app started`,
      why: 'a point that a detector fails on is refused, so that none is stored unjudged',
      remedy: 'find “points could not be stored” in the log, switch the detector off, and report the error',
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
      what: `the app has ${open} files and sockets open, of ${max} that it may`,
      why: 'each connection is one; at the limit new ones are not accepted',
      remedy: 'raise the limit: ulimit -n 65536 before npm start, or LimitNOFILE=65536 in a systemd unit',
    },
  ];
}

export interface RunningFacts {
  /** By name, as `/readyz` says them. */
  checks: Record<string, string>;
  /** The page at `/metrics`; null when it could not be had. */
  metrics: string | null;
}

/** What the running app says about itself. */
export function checkRunning({ checks, metrics }: RunningFacts): Finding[] {
  return [...checkReport(checks), ...(metrics === null ? [] : checkMetrics(metrics))];
}
