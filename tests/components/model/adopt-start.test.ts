import { expect, test } from 'vitest';
import { adoptStart, fromField } from '@/components/model/adopt-start';

test('a time survives the control and is returned as UTC, whatever the zone of the browser', () => {
  expect(fromField('2026-03-01T12:34:56.000Z')).toBe('2026-03-01T12:34');
  expect(adoptStart('2026-03-01T12:34')).toEqual({ from: '2026-03-01T12:34:00.000Z' });
});

test('an empty control is not a time', () => {
  expect(adoptStart('')).toEqual({ error: 'Choose a day and a time.' });
});
