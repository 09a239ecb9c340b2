import { collectDefaultMetrics, type Metric, Registry } from 'prom-client';
import type { OperatingFigures } from '../db/sql/operating-figures';
import type { PipelineStatus } from '../ingest/group-commit';
import type { BucketCounts } from '../telemetry/bucket-counts';
import type { Counts } from '../telemetry/counts';
import type { Aged } from './stored-figures';

export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE;

type Labels = Record<string, string | number>;

interface Sample {
  labels: Labels;
  value: number;
  /** Only if it differs from the name of the metric. */
  metricName?: string;
}

export interface MetricsSource {
  counts: () => Counts;
  /** Null until there is a pipeline. */
  queue: () => (PipelineStatus & { capacity: number }) | null;
  stored: () => Aged<OperatingFigures> | null;
}

type Add = (
  type: 'counter' | 'gauge' | 'histogram',
  name: string,
  help: string,
  samples: () => Sample[],
) => void;

const one = (value: number): Sample[] => [{ labels: {}, value }];

/** Returns the lines of a histogram in Prometheus format, whose buckets are cumulative. */
function histogram(name: string, labels: Labels, { bounds, counts, sum }: BucketCounts): Sample[] {
  let below = 0;
  const buckets = counts.map((count, at) => {
    below += count;
    return { metricName: `${name}_bucket`, labels: { ...labels, le: bounds[at] ?? '+Inf' }, value: below };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: below },
  ];
}

function addRequests(add: Add, { counts }: MetricsSource) {
  add('counter', 'driftwatch_http_requests_total', 'HTTP requests answered', () =>
    [...counts().requests.values()].flatMap(({ route, method, answers }) =>
      [...answers].map(([status, value]) => ({ labels: { route, method, status }, value })),
    ),
  );
  const duration = 'driftwatch_http_request_duration_seconds';
  add('histogram', duration, 'Time from the headers of a request to the end of its response', () =>
    [...counts().requests.values()].flatMap(({ route, method, seconds }) =>
      histogram(duration, { route, method }, seconds),
    ),
  );
}

function addIngestion(add: Add, { counts, queue }: MetricsSource) {
  add('counter', 'driftwatch_points_total', 'Points received, by outcome', () =>
    Object.entries(counts().points).map(([outcome, value]) => ({ labels: { outcome }, value })),
  );
  const delay = 'driftwatch_point_delay_seconds';
  add(
    'histogram',
    delay,
    'Delay from the event time of the newest point of a series in a request to its arrival',
    () => histogram(delay, {}, counts().pointDelaySeconds),
  );
  const flushSeconds = 'driftwatch_flush_duration_seconds';
  add('histogram', flushSeconds, 'Duration of the transaction that stores and judges a flush', () =>
    histogram(flushSeconds, {}, counts().flushSeconds),
  );
  const flushPoints = 'driftwatch_flush_points';
  add('histogram', flushPoints, 'Points in a flush', () => histogram(flushPoints, {}, counts().flushPoints));
  add('counter', 'driftwatch_flush_failures_total', 'Flushes that stored nothing', () =>
    one(counts().failedFlushes),
  );
  const ofQueue = (
    name: string,
    help: string,
    pick: (status: NonNullable<ReturnType<typeof queue>>) => number,
  ) =>
    add('gauge', name, help, () => {
      const status = queue();
      return status === null ? [] : one(pick(status));
    });
  ofQueue('driftwatch_queue_points', 'Points waiting to be written', (status) => status.waitingPoints);
  ofQueue(
    'driftwatch_queue_requests',
    'Requests whose points are waiting to be written',
    (status) => status.waitingRequests,
  );
  ofQueue(
    'driftwatch_queue_capacity_points',
    'Maximum number of waiting points (INGEST_QUEUE_POINTS)',
    (status) => status.capacity,
  );
  ofQueue(
    'driftwatch_flushes_under_way',
    'Transactions that are storing points now',
    (status) => status.flushing,
  );
  ofQueue(
    'driftwatch_live_series',
    'Series whose detector states are in memory',
    (status) => status.liveSeries,
  );
  ofQueue('driftwatch_state_bytes', 'Memory used by these states', (status) => status.stateBytes);
}

function addDetection(add: Add, { counts }: MetricsSource) {
  add('counter', 'driftwatch_detector_seconds_total', 'Main-thread time in detectors', () => [
    { labels: { work: 'points' }, value: counts().detectorSeconds },
    { labels: { work: 'priming' }, value: counts().primingSeconds },
  ]);
  add('counter', 'driftwatch_detector_runs_primed_total', 'Detector runs primed on stored history', () =>
    one(counts().primedRuns),
  );
  add('counter', 'driftwatch_detector_errors_total', 'Points on which a detector failed', () =>
    one(counts().detectorErrors),
  );
}

function addTasks(add: Add, { counts }: MetricsSource) {
  add('counter', 'driftwatch_background_tasks_total', 'Background tasks run, by outcome', () =>
    [...counts().tasks].flatMap(([task, { succeeded, failed }]) => [
      { labels: { task, outcome: 'succeeded' }, value: succeeded },
      { labels: { task, outcome: 'failed' }, value: failed },
    ]),
  );
  const duration = 'driftwatch_background_task_duration_seconds';
  add('histogram', duration, 'Duration of background tasks', () =>
    [...counts().tasks].flatMap(([task, { seconds }]) => histogram(duration, { task }, seconds)),
  );
}

function addStored(add: Add, { stored }: MetricsSource) {
  const gauge = (name: string, help: string, samples: (found: Aged<OperatingFigures>) => Sample[]) =>
    add('gauge', name, help, () => {
      const found = stored();
      return found === null ? [] : samples(found);
    });
  gauge('driftwatch_database_bytes', 'Size of the database', ({ figures }) => one(figures.databaseBytes));
  gauge('driftwatch_models', 'Models', ({ figures }) => one(figures.models));
  gauge('driftwatch_series', 'Series', ({ figures }) => one(figures.series));
  gauge('driftwatch_detectors_enabled', 'Enabled detectors', ({ figures }) => one(figures.enabledDetectors));
  gauge('driftwatch_incidents', 'Incidents, by state', ({ figures }) =>
    figures.incidents.map(({ state, count }) => ({ labels: { state }, value: count })),
  );
  gauge('driftwatch_retrain_jobs', 'Retrain jobs, by status', ({ figures }) =>
    figures.jobs.map(({ status, count }) => ({ labels: { status }, value: count })),
  );
  gauge('driftwatch_stored_figures_age_seconds', 'Age of the figures read from the database', ({ ageMs }) =>
    one(ageMs / 1000),
  );
}

/**
 * Builds the page that Prometheus scrapes. Nothing is counted twice: the numbers are those of `counts`,
 * formatted at the scrape. Labels come from bounded sets, never from names of models, metrics or series.
 *
 * @returns a function that writes the page in Prometheus' text format
 */
export function metricsPage(source: MetricsSource): () => Promise<string> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const add: Add = (type, name, help, samples) => {
    // The registry needs only the name of a metric and the result of `get`. Its own metric types would have
    // to be updated one by one.
    const metric = { name, help, type, get: async () => ({ name, help, type, values: samples() }) };
    registry.registerMetric(metric as unknown as Metric);
  };
  addRequests(add, source);
  addIngestion(add, source);
  addDetection(add, source);
  addTasks(add, source);
  addStored(add, source);
  return () => registry.metrics();
}
