import { expect, test } from 'vitest';
import { readDeletedRange, toSecondsField } from '@/components/model/deleted-range';

test('a time survives the control and is returned as UTC, whatever the zone of the browser', () => {
  const field = toSecondsField(Date.parse('2026-03-01T12:34:56.789Z'));
  expect(field).toBe('2026-03-01T12:34:56');
  expect(readDeletedRange(field, field)).toEqual({
    from: '2026-03-01T12:34:56.000Z',
    to: '2026-03-01T12:34:56.000Z',
  });
});

test('a range may be open at one end', () => {
  expect(readDeletedRange('2026-03-01T12:00:00', '')).toEqual({ from: '2026-03-01T12:00:00.000Z' });
  expect(readDeletedRange('', '2026-03-01T12:00')).toEqual({ to: '2026-03-01T12:00:00.000Z' });
});

test.each([
  ['', '', 'Choose where the range begins, ends, or both.'],
  ['soon', '', 'Choose a day and a time.'],
  ['2026-03-02T12:00:00', '2026-03-01T12:00:00', 'The range must not end before it begins.'],
])('is refused: from %j to %j', (from, to, error) => {
  expect(readDeletedRange(from, to)).toEqual({ error });
});
