import { describe, expect, test } from 'vitest';
import { chartRange } from '@/components/evidence/chart-range';

const hour = 3_600_000;
const onsetMs = Date.parse('2026-11-09T01:00:00Z');

describe('the range of the chart of an incident', () => {
  const times = { onsetMs, openedMs: onsetMs + 8 * hour, stepMs: hour, newestMs: onsetMs + 503 * hour };

  test('begins whole steps before the onset, with at least an eighth of the chart before it', () => {
    const { from, to } = chartRange(times, 'now');
    expect(to).toBe(times.newestMs);
    expect((onsetMs - from) % hour).toBe(0);
    expect((onsetMs - from) / (to - from)).toBeGreaterThanOrEqual(0.12);
    expect((onsetMs - from) / (to - from)).toBeLessThan(0.13);
  });

  test('around the alarm ends two windows after it, or with the newest point', () => {
    expect(chartRange(times, 'alarm').to).toBe(times.openedMs + 2 * 20 * hour);
    expect(chartRange({ ...times, newestMs: times.openedMs + hour }, 'alarm').to).toBe(times.openedMs + hour);
  });
});
