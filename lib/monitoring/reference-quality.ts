import { effectiveCount } from '../stats/effective-count';
import { elementAt } from '../stats/element-at';
import { meanOfRange } from '../stats/mean';
import { monotoneTrend } from '../stats/monotone-trend';
import { tailOutliers } from '../stats/tail-outliers';
import { maxCount, valueCounts } from '../stats/value-counts';
import { cleanerWindow } from './cleaner-window';
import { countOf, durationOf } from './describe-calibration';
import type { QualityFinding, QualityKind, ReferenceQuality } from './quality-finding';
import { decompose, type ReferenceParts } from './reference-parts';
import { checkPoints, type SeriesPoints, typicalSpacingMs } from './series-points';

/** This many independent values determine the level to 0.14 and the noise to 0.1 standard deviations. */
export const minEffective = 50;
/** A trend counts from this many standard errors, and matters from this many standard deviations on. */
const believableTrend = 3.5;
const materialTrend = 0.5;
/** Fewer distinct values make ties, for which tests of distributions are not made. */
const minDistinct = 10;
/** A rate is known only as well as the rarer outcome is frequent. */
const minRare = 10;
const mostFrequentShare = 0.5;

/**
 * What is wrong with a reference as a picture of calm, and a part of it that is better.
 *
 * It finds too few points for their memory, values that are constant or nearly so, a trend, a season, lasting
 * changes, outliers and gaps in time. A season is no fault of the data; the finding says which param allows
 * for it. 0/1 series are fine as they are if both outcomes are frequent enough. On calm data (independent,
 * autocorrelated by 0.5, seasonal, 0/1) fewer than one reference in 20 has another finding; with tails like
 * Student's t with 3 degrees of freedom about one in 12 has an outlier named.
 *
 * @param reference times ascending, values finite, any length.
 * @throws INVALID_INPUT for points out of order or values that are not finite.
 *
 * Cost: up to a second or two (lib/stats/segment-series.ts).
 */
export function referenceQuality(reference: SeriesPoints): ReferenceQuality {
  checkPoints(reference, 'a reference', 0);
  const { tsMs, values } = reference;
  const count = values.length;
  const note = noteTaker(reference);
  const distinct = valueCounts(values);
  if (distinct.size < 2) {
    for (const value of distinct.keys())
      note(
        'constant',
        0,
        count - 1,
        `All ${countOf(count)} points are ${figure(value)}: there is no noise to learn.`,
      );
    if (count < minEffective) note('too_short', 0, count - 1, tooShort(count, count));
    return { findings: note.findings, effectiveCount: count, window: null };
  }
  const parts = decompose(reference);
  const effective = effectiveCount(parts.residuals);
  if (effective < minEffective) note('too_short', 0, count - 1, tooShort(count, effective));
  const isTied = noteValues(note, distinct, count);
  noteSeason(note, parts, count);
  noteChanges(note, parts, tsMs);
  const trending = noteTrends(note, parts, isTied);
  noteOutliers(note, parts, values);
  noteGaps(note, tsMs);
  const window = cleanerWindow(reference, parts, trending, minEffective);
  return { findings: note.findings, effectiveCount: effective, window };
}

type Note = ((
  kind: QualityKind,
  from: number,
  to: number,
  sentence: string,
  positions?: number[],
) => void) & {
  findings: QualityFinding[];
};

function noteTaker({ tsMs }: SeriesPoints): Note {
  const findings: QualityFinding[] = [];
  const note = (kind: QualityKind, from: number, to: number, sentence: string, positions: number[] = []) => {
    findings.push({ kind, sentence, fromMs: tsMs[from] ?? null, toMs: tsMs[to] ?? null, positions });
  };
  return Object.assign(note, { findings });
}

/** Three digits are enough for a reader. */
const figure = (value: number) => String(Number(value.toPrecision(3)));
const percent = (share: number) => `${figure(100 * share)} %`;
const timeOf = (ms: number) => new Date(ms).toISOString();

function tooShort(count: number, effective: number): string {
  const needed = `${minEffective} are needed to know level and noise`;
  if (effective > 0.9 * count) return `${countOf(count)} points are too few: ${needed}.`;
  const more = countOf(Math.ceil((count * minEffective) / effective));
  return `${countOf(count)} points are worth ${countOf(effective)} independent ones, so much do neighbours resemble each other; ${needed}, about ${more} points like these.`;
}

/** Returns whether most values are ties. */
function noteValues(note: Note, distinct: Map<number, number>, count: number): boolean {
  const frequent = maxCount(distinct);
  const isBinary = distinct.size === 2 && distinct.has(0) && distinct.has(1);
  if (isBinary) {
    const rare = count - frequent;
    if (rare < minRare)
      note(
        'few_values',
        0,
        count - 1,
        `Only ${rare} of ${countOf(count)} outcomes are the rarer one: their rate is known to a factor of ${figure(1 + 2 / Math.sqrt(rare))} at best.`,
      );
  } else if (distinct.size < Math.min(minDistinct, count) || frequent > mostFrequentShare * count) {
    note(
      'few_values',
      0,
      count - 1,
      `${countOf(count)} points have ${distinct.size} distinct values, the most frequent ${percent(frequent / count)} of the time: methods that compare distributions see ties for what they are not.`,
    );
  }
  return frequent > 0.1 * count || distinct.size < minDistinct;
}

function noteSeason(note: Note, { season, residuals }: ReferenceParts, count: number): void {
  if (season === null) return;
  const swing = Math.max(...season.offsets) - Math.min(...season.offsets);
  const [cycle, param] = season.offsets.length > 24 ? ['week', 'hour_of_week'] : ['day', 'hour_of_day'];
  const noise = Math.sqrt(meanOfRange(residuals.map((rest) => rest * rest)));
  note(
    'season',
    0,
    count - 1,
    `The hours of the ${cycle} differ by up to ${figure(swing)} (the noise is ${figure(noise)}): take a method with season ${param}.`,
  );
}

function noteChanges(note: Note, { steady, starts }: ReferenceParts, tsMs: ArrayLike<number>): void {
  let from = 0;
  for (const [at, start] of starts.entries()) {
    if (at === 0) continue;
    const to = starts[at + 1] ?? steady.length;
    const [before, after] = [meanOfRange(steady, from, start), meanOfRange(steady, start, to)];
    note(
      'change',
      from,
      to - 1,
      `The level changes for good at ${timeOf(elementAt(tsMs, start))} (point ${start}): ${figure(before)} on average before, ${figure(after)} after.`,
      [start],
    );
    from = start;
  }
}

/** Returns which segments have a trend. */
function noteTrends(note: Note, { steady, starts }: ReferenceParts, isTied: boolean): boolean[] {
  return starts.map((from, at) => {
    const to = starts[at + 1] ?? steady.length;
    const trend = monotoneTrend(steady.subarray(from, to), isTied ? 8 : 1);
    if (trend === null) return false;
    const gained = trend.slope * (to - from - 1);
    if (Math.abs(trend.z) < believableTrend || Math.abs(gained) < materialTrend * trend.noise) return false;
    note(
      'trend',
      from,
      to - 1,
      `The level ${gained < 0 ? 'falls' : 'rises'} by ${figure(Math.abs(gained))} over ${countOf(to - from)} points (the noise around it is ${figure(trend.noise)}; ${figure(Math.abs(trend.z))} standard errors).`,
    );
    return true;
  });
}

function noteOutliers(note: Note, { residuals }: ReferenceParts, values: ArrayLike<number>): void {
  const { positions, limit } = tailOutliers(residuals);
  const first = positions[0];
  if (first === undefined) return;
  const farthest = positions.reduce(
    (most, at) => (Math.abs(elementAt(residuals, at)) > Math.abs(elementAt(residuals, most)) ? at : most),
    first,
  );
  const what = positions.length === 1 ? 'One point lies' : `${countOf(positions.length)} points lie`;
  note(
    'outliers',
    first,
    positions.at(-1) ?? first,
    `${what} more than ${figure(limit)} from what was usual then; the farthest is ${figure(elementAt(values, farthest))} (point ${farthest}).`,
    positions,
  );
}

/** A gap is longer than three usual distances and four times what one in twenty distances exceeds. */
function noteGaps(note: Note, tsMs: ArrayLike<number>): void {
  const gaps = Float64Array.from(
    { length: Math.max(0, tsMs.length - 1) },
    (_, index) => elementAt(tsMs, index + 1) - elementAt(tsMs, index),
  );
  const long = Float64Array.from(gaps).sort()[Math.floor(0.95 * gaps.length)] ?? 0;
  const limit = Math.max(3 * typicalSpacingMs(tsMs), 4 * long);
  const positions: number[] = [];
  let longest = 0;
  let longestMs = 0;
  for (const [index, gap] of gaps.entries()) {
    if (gap <= limit) continue;
    positions.push(index + 1);
    if (gap <= longestMs) continue;
    longest = index;
    longestMs = gap;
  }
  if (positions.length === 0) return;
  note(
    'gaps',
    longest,
    longest + 1,
    `${positions.length === 1 ? 'A hole' : `${countOf(positions.length)} holes, the longest`} of ${durationOf(longestMs)} in points that come every ${durationOf(typicalSpacingMs(tsMs))}.`,
    positions,
  );
}
