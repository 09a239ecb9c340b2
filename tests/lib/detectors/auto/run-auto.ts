import { auto } from '@/lib/detectors/auto';
import { parseParams } from '@/lib/detectors/parse-params';
import type { Reading } from '@/lib/detectors/types';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** Midnight of a Monday, in UTC. */
export const mondayMs = Date.UTC(2025, 5, 2);

export interface AutoRun {
  timeZone?: string;
  startMs?: number;
}

/**
 * Runs `auto` with its defaults over values at even steps; `found` are the indices at which a drift begins.
 */
export function runAuto(
  values: readonly number[],
  stepMs: number,
  { timeZone, startMs = mondayMs }: AutoRun = {},
) {
  const params = auto.paramsSchema.parse(parseParams('auto'));
  const state = auto.init(params, { direction: 'two_sided', ...(timeZone ? { timeZone } : {}) });
  const found: number[] = [];
  const onsets: number[] = [];
  const readings: Reading[] = [];
  values.forEach((value, index) => {
    const reading = auto.update(state, value, startMs + index * stepMs);
    if (reading.level === 'drift' && readings.at(-1)?.level !== 'drift') {
      found.push(index);
      onsets.push(((auto.onsetMs(state) ?? Number.NaN) - startMs) / stepMs);
    }
    readings.push(reading);
  });
  return { state, readings, found, onsets };
}

/** The share of series, in which an alarm begins from index `from` up to before index `to`. */
export function shareFound(runs: { found: number[] }[], from: number, to: number): number {
  const hits = runs.filter(({ found }) => found.some((index) => index >= from && index < to));
  return hits.length / runs.length;
}
