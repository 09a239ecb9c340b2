import { formatNumber, formatUnit } from '@/lib/format';
import type { Preview } from '@/lib/schemas/preview';
import { durationText } from './budget';

type Power = Preview['power'][number];

/** `a drop of 0.05`, `a rise of 12 ms`: three digits are what anyone wants to read. */
export function shiftText(shift: number, unit: string | null): string {
  const name = formatUnit(unit);
  const size = formatNumber(Number(Math.abs(shift).toPrecision(3)));
  return `a ${shift < 0 ? 'drop' : 'rise'} of ${size}${name === '' ? '' : ` ${name}`}`;
}

/** What is said of one size of change: `within 5 hours`, and what else a person has to know of it. */
export function powerText({ verdict, seen, runs, median_ms, p90_ms }: Power): {
  text: string;
  detail: string | null;
  isFound: boolean;
} {
  if (runs === 0) return { text: 'cannot be said: in drift all the time', detail: null, isFound: false };
  if (verdict === 'seen' && median_ms !== null) {
    const slow =
      p90_ms === null ? 'one in ten takes much longer' : `one in ten takes over ${durationText(p90_ms)}`;
    return { text: `within ${durationText(median_ms)}`, detail: slow, isFound: true };
  }
  if (verdict === 'seldom' || verdict === 'seen') {
    return { text: 'seldom', detail: `${seen} of ${runs} times`, isFound: false };
  }
  const texts = {
    by_chance: 'no better than chance',
    below_slack: 'never: it is below the slack',
    never: 'never',
  } as const;
  return { text: texts[verdict], detail: null, isFound: false };
}

/**
 * The size of change that a person asks about, and smaller ones for comparison; to the side that is worse.
 */
export function askedShifts(
  text: string,
  direction: Preview['series'][number]['direction'],
): number[] | null {
  const size = Math.abs(Number(text));
  if (text.trim() === '' || !Number.isFinite(size) || size === 0) return null;
  const sign = direction === 'higher_is_better' ? -1 : 1;
  return [1, 0.5, 0.2].map((share) => sign * Number((size * share).toPrecision(6)));
}
