import { expect, test } from 'vitest';
import { adoptStart, fromField } from '@/components/model/adopt-start';

test('a time goes into the control and comes back as UTC, whatever the zone of the browser', () => {
  expect(fromField('2026-03-01T12:34:56.000Z')).toBe('2026-03-01T12:34');
  expect(adoptStart('2026-03-01T12:34')).toEqual({ from: '2026-03-01T12:34:00.000Z' });
});

test('a control that was emptied is no time', () => {
  expect(adoptStart('')).toEqual({ error: 'Choose a day and a time.' });
});
