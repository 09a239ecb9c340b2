import type { Database } from '../../db/client';
import {
  incidentShifts,
  type MatchingSeries,
  type PointColumns,
  pointColumns,
  recentShifts,
} from '../../db/sql/preview-series';
import { chooseShown, evenly, type ShownRole } from '../../policy/choose-shown';
import type { PreviewInput, PreviewProgress } from '../../schemas/preview';

/** Maximum number of matching series whose movement is measured. */
const maxMeasured = 60;
/** Of these, so many at most because they had an incident. */
const maxChanged = 20;
/** Number of points read at once. */
const pagePoints = 25_000;
const endOfTimeMs = 8.64e15 / 1000;

/** A series that a detector is tried on, with its points. */
export interface ShownSeries extends PointColumns {
  series: MatchingSeries;
  role: ShownRole | 'chosen';
}

function concat(parts: Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((count, part) => count + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Loads the last `limit` points in a range page by page, newest first, so that no query takes long. */
async function loadPoints(
  db: Database,
  seriesId: number,
  range: { fromMs: number; toMs: number },
  limit: number,
  { signal, onPage }: { signal: AbortSignal; onPage: (count: number) => void },
): Promise<PointColumns> {
  const pages: PointColumns[] = [];
  let left = limit;
  let { toMs } = range;
  while (left > 0 && toMs >= range.fromMs) {
    signal.throwIfAborted();
    const wanted = Math.min(left, pagePoints);
    const page = await pointColumns(db, seriesId, { ...range, toMs }, wanted);
    pages.unshift(page);
    onPage(page.values.length);
    if (page.values.length < wanted) break;
    left -= wanted;
    // Event times are whole milliseconds.
    toMs = (page.tsMs[0] as number) - 1;
  }
  return { tsMs: concat(pages.map(({ tsMs }) => tsMs)), values: concat(pages.map(({ values }) => values)) };
}

async function choose(
  db: Database,
  series: MatchingSeries[],
  input: PreviewInput,
): Promise<{ chosen: { series: MatchingSeries; role: ShownSeries['role'] }[]; measured: number }> {
  const byId = new Map(series.map((one) => [one.id, one]));
  if (input.series_ids)
    return { chosen: series.map((one) => ({ series: one, role: 'chosen' as const })), measured: 0 };
  const filled = series.filter(({ pointCount }) => pointCount > 0).map(({ id }) => id);
  if (filled.length === 0) return { chosen: [], measured: 0 };
  // A change that became normal since is no longer among the newest points, and it is what one tries on.
  const incidents = await incidentShifts(db, filled, input.from ?? 0);
  const changed = [...incidents.keys()].slice(0, maxChanged);
  const others = filled.filter((id) => !changed.includes(id));
  const measured = [...changed, ...evenly(others, maxMeasured - changed.length)];
  const shifts = await recentShifts(db, measured);
  const shiftOf = (id: number) => Math.max(shifts.get(id) ?? 0, incidents.get(id) ?? 0);
  const shown = chooseShown(measured.map((id) => ({ id, shift: shiftOf(id) })));
  return {
    chosen: shown.map(({ id, role }) => ({ series: byId.get(id) as MatchingSeries, role })),
    measured: measured.length,
  };
}

/**
 * Chooses the series that a detector is tried on, at most three unless the caller names them, and loads their
 * newest points, at most `max_points` in total.
 *
 * @returns also how many series were measured for the choice; 0 if the caller named them
 */
export async function loadShownSeries(
  db: Database,
  matching: MatchingSeries[],
  asked: PreviewInput,
  { signal, report }: { signal: AbortSignal; report: (progress: PreviewProgress) => void },
): Promise<{ shown: ShownSeries[]; measured: number }> {
  const { chosen, measured } = await choose(db, matching, asked);
  const perSeries = Math.floor(asked.max_points / Math.max(1, chosen.length));
  const range = { fromMs: asked.from ?? 0, toMs: asked.to ?? endOfTimeMs };
  let read = 0;
  const onPage = (count: number) => {
    read += count;
    report({ stage: 'points', done: Math.min(0.2, (0.2 * read) / asked.max_points) });
  };
  const shown = await Promise.all(
    chosen.map(async (one) => ({
      ...one,
      ...(await loadPoints(db, one.series.id, range, perSeries, { signal, onPage })),
    })),
  );
  return { shown, measured };
}
