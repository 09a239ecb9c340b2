import { collectDefaultMetrics, type Metric, Registry } from 'prom-client';
import type { OperatingFigures } from '../db/sql/operating-figures';
import type { PipelineStatus } from '../ingest/ingest-pipeline';
import type { BucketCounts } from '../telemetry/bucket-counts';
import type { Counts } from '../telemetry/counts';
import type { Aged } from './stored-figures';

export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE;

type Labels = Record<string, string | number>;

interface Sample {
  labels: Labels;
  value: number;
  /** Where it differs from that of the metric. */
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

/** The lines of a histogram in Prometheus' format, whose buckets are cumulative. */
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
  add('histogram', duration, 'Time from the headers of a request to its answer', () =>
    [...counts().requests.values()].flatMap(({ route, method, seconds }) =>
      histogram(duration, { route, method }, seconds),
    ),
  );
}

function addIngestion(add: Add, { counts, queue }: MetricsSource) {
  add('counter', 'driftwatch_points_total', 'Points received, by what became of them', () =>
    Object.entries(counts().points).map(([outcome, value]) => ({ labels: { outcome }, value })),
  );
  const delay = 'driftwatch_point_delay_seconds';
  add('histogram', delay, 'From the time of the newest point of a series in a request to its arrival', () =>
    histogram(delay, {}, counts().pointDelaySeconds),
  );
  const flushSeconds = 'driftwatch_flush_duration_seconds';
  add('histogram', flushSeconds, 'Time of the transaction that stores and judges gathered points', () =>
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
  ofQueue('driftwatch_queue_points', 'Points that wait to be written', (status) => status.waitingPoints);
  ofQueue(
    'driftwatch_queue_requests',
    'Requests whose points wait to be written',
    (status) => status.waitingRequests,
  );
  ofQueue(
    'driftwatch_queue_capacity_points',
    'Points that may wait (INGEST_QUEUE_POINTS)',
    (status) => status.capacity,
  );
  ofQueue('driftwatch_flushes_under_way', 'Transactions that store points now', (status) => status.flushing);
  ofQueue(
    'driftwatch_live_series',
    'Series whose detector states are in memory',
    (status) => status.liveSeries,
  );
  ofQueue('driftwatch_state_bytes', 'Memory of these states', (status) => status.stateBytes);
}

function addDetection(add: Add, { counts }: MetricsSource) {
  add('counter', 'driftwatch_detector_seconds_total', 'Main-thread time in detectors', () => [
    { labels: { work: 'points' }, value: counts().detectorSeconds },
    { labels: { work: 'priming' }, value: counts().primingSeconds },
  ]);
  add('counter', 'driftwatch_detector_runs_primed_total', 'Detector runs primed on stored history', () =>
    one(counts().primedRuns),
  );
  add('counter', 'driftwatch_detector_errors_total', 'Points that a detector failed on', () =>
    one(counts().detectorErrors),
  );
}

function addTasks(add: Add, { counts }: MetricsSource) {
  add('counter', 'driftwatch_background_tasks_total', 'Background tasks run, by how they ended', () =>
    [...counts().tasks].flatMap(([task, { succeeded, failed }]) => [
      { labels: { task, outcome: 'succeeded' }, value: succeeded },
      { labels: { task, outcome: 'failed' }, value: failed },
    ]),
  );
  const duration = 'driftwatch_background_task_duration_seconds';
  add('histogram', duration, 'Time of background tasks', () =>
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
  gauge('driftwatch_detectors_enabled', 'Detectors that are switched on', ({ figures }) =>
    one(figures.enabledDetectors),
  );
  gauge('driftwatch_incidents', 'Incidents, by state', ({ figures }) =>
    figures.incidents.map(({ state, count }) => ({ labels: { state }, value: count })),
  );
  gauge('driftwatch_retrain_jobs', 'Retrain jobs, by status', ({ figures }) =>
    figures.jobs.map(({ status, count }) => ({ labels: { status }, value: count })),
  );
  gauge(
    'driftwatch_stored_figures_age_seconds',
    'Age of the figures that the database was asked for',
    ({ ageMs }) => one(ageMs / 1000),
  );
}

/**
 * The page that Prometheus scrapes. Nothing is counted twice: the numbers are those of `counts`, put into words at the scrape. Labels
 * come from bounded sets, never from names of models, metrics or series.
 *
 * @returns Writes the page in Prometheus' text format.
 */
export function metricsPage(source: MetricsSource): () => Promise<string> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const add: Add = (type, name, help, samples) => {
    // The registry asks of a metric its name and what `get` tells it; its own kinds would be counted into one by one.
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
