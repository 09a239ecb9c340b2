import { expect, test } from 'vitest';
import { metricsPage } from '@/lib/operations/metrics-page';
import { Counts, countAnswer } from '@/lib/telemetry/counts';

const queue = {
  waitingRequests: 2,
  waitingPoints: 30,
  flushing: 1,
  primingSeries: 0,
  liveSeries: 4,
  stateBytes: 500,
  capacity: 200,
};
const figures = {
  databaseBytes: 1e7,
  models: 3,
  series: 5,
  enabledDetectors: 2,
  incidents: [{ state: 'open', count: 1 }],
  jobs: [{ status: 'pending_approval', count: 2 }],
};

test('the page shows the counts in Prometheus format', async () => {
  const own = new Counts();
  own.points.accepted = 7;
  own.detectorSeconds = 1.5;
  own.flushSeconds.observe(0.003);
  own.flushSeconds.observe(0.3);
  own.tasksOf('apply-retention').failed += 1;
  countAnswer(own.requestsOf('/api/models/:id', 'GET'), 200, 12);
  countAnswer(own.requestsOf('/api/models/:id', 'GET'), 404, 2);
  const page = await metricsPage({
    counts: () => own,
    queue: () => queue,
    stored: () => ({ figures, ageMs: 500 }),
  })();
  const lines = page.split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE driftwatch_http_requests_total counter',
      'driftwatch_http_requests_total{route="/api/models/:id",method="GET",status="200"} 1',
      'driftwatch_http_requests_total{route="/api/models/:id",method="GET",status="404"} 1',
      'driftwatch_http_request_duration_seconds_sum{route="/api/models/:id",method="GET"} 0.014',
      'driftwatch_points_total{outcome="accepted"} 7',
      'driftwatch_detector_seconds_total{work="points"} 1.5',
      '# TYPE driftwatch_flush_duration_seconds histogram',
      'driftwatch_flush_duration_seconds_bucket{le="0.0025"} 0',
      'driftwatch_flush_duration_seconds_bucket{le="0.005"} 1',
      'driftwatch_flush_duration_seconds_bucket{le="0.5"} 2',
      'driftwatch_flush_duration_seconds_bucket{le="+Inf"} 2',
      'driftwatch_flush_duration_seconds_count 2',
      'driftwatch_queue_points 30',
      'driftwatch_queue_capacity_points 200',
      'driftwatch_background_tasks_total{task="apply-retention",outcome="failed"} 1',
      'driftwatch_database_bytes 10000000',
      'driftwatch_incidents{state="open"} 1',
      'driftwatch_retrain_jobs{status="pending_approval"} 2',
      'driftwatch_stored_figures_age_seconds 0.5',
    ]),
  );
  expect(page).toContain('nodejs_eventloop_lag_p99_seconds');
  expect(page).toContain('process_resident_memory_bytes');
  // Each sample once, and every name with its type.
  const samples = lines
    .filter((line) => line.startsWith('driftwatch_'))
    .map((line) => line.replace(/ \S+$/, ''));
  expect(new Set(samples).size).toBe(samples.length);
});

test('without a database, the page shows what the process knows', async () => {
  const page = await metricsPage({ counts: () => new Counts(), queue: () => null, stored: () => null })();
  expect(page).toContain('driftwatch_points_total{outcome="accepted"} 0');
  expect(page).not.toMatch(/^driftwatch_(database_bytes|queue_points) /m);
});
