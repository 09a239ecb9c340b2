import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { calmSeries } from '../benchmarks/calm-series';
import { type Cell, report } from '../benchmarks/report';
import { orderedQuantile } from '../lib/stats/quantile';
import { type RunningApp, runApp } from './run-app';

const seriesPoints = 1_000_000;
const postPoints = 20_000;
const previewsOfEach = 5;
const methods = ['z_score', 'cusum', 'adwin', 'ks', 'auto'];

async function ask(url: string, body: BodyInit, type: string) {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** One series of a point a minute: independent noise around 0.9. */
async function postSeries(app: RunningApp) {
  const noise = calmSeries('normal', seriesPoints, 'preview');
  const startMs = Date.UTC(2024, 0, 1);
  for (let from = 0; from < seriesPoints; from += postPoints) {
    const lines = Array.from({ length: postPoints }, (_, at) => {
      const point = { model_id: 'bench', metric: 'accuracy', value: 0.9 + 0.01 * (noise[from + at] ?? 0) };
      return JSON.stringify({ ...point, ts: startMs + (from + at) * 60_000 });
    });
    await ask(`${app.url}/api/metrics`, lines.join('\n'), 'application/x-ndjson');
  }
}

/** Every part of a preview, as the editor asks for it. Median, in milliseconds. */
async function previewMs(app: RunningApp, method: string, points: number): Promise<number> {
  const took: number[] = [];
  for (let preview = 0; preview < previewsOfEach; preview += 1) {
    const body = { model_pattern: 'bench', metric_pattern: 'accuracy', method, max_points: points };
    const startMs = performance.now();
    const { series } = await ask(
      `${app.url}/api/detectors/preview`,
      JSON.stringify(body),
      'application/json',
    );
    took.push(performance.now() - startMs);
    if (series[0]?.point_count !== points)
      throw new Error(`the preview read ${series[0]?.point_count} points`);
  }
  return orderedQuantile(
    took.sort((one, other) => one - other),
    0.5,
  );
}

const dataFolder = await mkdtemp(path.join(tmpdir(), 'driftwatch-bench-'));
const app = await runApp({ DRIFTWATCH_DATA: dataFolder, DATABASE_URL: '', LOG_LEVEL: 'warn' });
try {
  await postSeries(app);
  // Until PostgreSQL has analysed the points, within ten seconds, it sorts them all to find the newest.
  await Promise.all([sleep(15_000), previewMs(app, 'auto', seriesPoints)]);
  const rows: Cell[][] = [];
  for (const method of methods)
    rows.push([method, await previewMs(app, method, 100_000), await previewMs(app, method, seriesPoints)]);
  report({
    id: 'preview',
    title: 'Preview of a detector',
    command: 'npm run bench:preview',
    about: `\`POST /api/detectors/preview\` with all of its parts (backtest, calibration, power, quality of the reference) on one series of independent noise, at default parameters; medians of ${previewsOfEach}. Wanted are 300 ms and 2,000 ms. In the first seconds after so many points it takes up to 1.4 s, until PostgreSQL has analysed them.`,
    header: ['method', '100,000 points, ms', 'a million points, ms'],
    rows,
  });
} finally {
  await app.stop();
  await rm(dataFolder, { recursive: true, force: true });
}
