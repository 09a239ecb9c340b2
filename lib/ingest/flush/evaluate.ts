import { doInSlices, type MetricEvent, nextSlice, sliceOperations, type Work } from '../../monitoring/index';
import { counts } from '../../telemetry/counts';
import { type LiveSeries, watch, watching } from '../live-series';
import type { RunInFlush } from './run-in-flush';
import type { SeriesBatch } from './series-batch';

/** A series that detectors watch, with its new points. */
interface News {
  batch: SeriesBatch;
  own: LiveSeries;
  events: MetricEvent[];
}

/** What every live series is shown; late points are left out. */
function newsOf(live: Map<number, LiveSeries>, batches: Iterable<SeriesBatch>): News[] {
  const news: News[] = [];
  for (const batch of batches) {
    const { series, accepted } = batch;
    const own = live.get(series.id);
    if (!own || own.runs.length === 0) continue;
    // Without labels observers need no key to know their series.
    const labels = series.labelsKey === '{}' ? undefined : JSON.parse(series.labelsKey);
    const events = accepted.flatMap(({ late, tsMs, value }) =>
      late ? [] : [{ ts: tsMs, modelId: series.modelId, metric: series.metric, value, labels }],
    );
    news.push({ batch, own, events });
  }
  return news;
}

/** Others have their turn after so long; a slice of a method that seldom costs what it states takes less. */
const turnMs = 4;

function pauseWhenDue(): () => Promise<void> {
  let beganMs = performance.now();
  return async () => {
    if (performance.now() - beganMs < turnMs) return;
    await nextSlice();
    beganMs = performance.now();
  };
}

/** Shows every live series its new points; a promise only where that takes more than a moment. */
function show(news: News[]): void | Promise<void> {
  const operations = news.reduce((sum, { own, events }) => sum + own.pointCost * events.length, 0);
  if (operations > sliceOperations) return doInSlices(evaluating(news), pauseWhenDue());
  for (const { own, events } of news) watch(own, events);
}

function* evaluating(news: News[]): Work<void> {
  for (const { own, events } of news) yield* watching(own, events);
}

/**
 * Fourth stage of a flush: shows the runs of every series its new points, through hub and observers. What
 * takes longer than a moment is done in slices, so that others have their turn.
 *
 * @returns the runs, each with the batch of its series
 */
export async function evaluateBatches(
  live: Map<number, LiveSeries>,
  batches: Iterable<SeriesBatch>,
): Promise<RunInFlush[]> {
  const news = newsOf(live, batches);
  const startedMs = performance.now();
  const shown = show(news);
  if (shown !== undefined) await shown;
  counts().detectorSeconds += (performance.now() - startedMs) / 1000;
  return news.flatMap(({ batch, own }) => own.runs.map((run): RunInFlush => ({ batch, run })));
}
