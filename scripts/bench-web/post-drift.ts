import { seededRandom } from '../../lib/stats/seeded-random';

/** A model with as many series as a page has to carry, each with as many points as a chart draws. */
export const wideModel = 'bench-wide';
/** A model with one series. */
export const singleModel = 'bench-single';
const seriesCount = 40;
const pointCount = 2000;
const minuteMs = 60_000;
const driftPoints = 60;

interface PostedPoint {
  model_id: string;
  metric: string;
  value: number;
  ts: number;
  labels?: Record<string, string>;
}

function* pointsOf(endMs: number): Generator<PostedPoint> {
  const random = seededRandom('bench-web');
  for (let at = 1; at <= pointCount; at += 1) {
    const ts = endMs - (pointCount - at) * minuteMs;
    const drop = at > pointCount - driftPoints ? 0.2 : 0;
    yield { model_id: singleModel, metric: 'accuracy', value: 0.8 + random() / 20 - drop, ts };
    for (let series = 0; series < seriesCount; series += 1) {
      const labels = { region: `region-${series % 8}`, version: `2026.${Math.floor(series / 8)}` };
      yield { model_id: wideModel, metric: 'accuracy', value: 0.7 + random() / 10, ts, labels };
    }
  }
}

async function post(url: string, points: PostedPoint[]) {
  const posted = await fetch(`${url}/api/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: points.map((point) => JSON.stringify(point)).join('\n'),
  });
  if (!posted.ok) throw new Error(`points were refused: ${await posted.text()}`);
}

/** Posts what a seeded database lacks, once: a wide model, an open incident and a job that waits. */
export async function postDrift(url: string): Promise<void> {
  const known = await fetch(`${url}/api/models/${singleModel}`);
  if (known.ok) return;
  const points = [...pointsOf(Math.floor(Date.now() / minuteMs) * minuteMs)];
  const perPost = 20_000;
  for (let from = 0; from < points.length; from += perPost)
    await post(url, points.slice(from, from + perPost));
}
