import { expect, test } from 'vitest';
import { healthLabels, healthOfSeries, healthText } from '@/components/charts/level';
import { levels } from '@/lib/detectors/types';
import { severityOf } from '@/lib/detectors/worse-reading';
import { Level } from '@/lib/generated/prisma/enums';
import { levelSchema } from '@/lib/schemas/detectors';
import { healthSchema } from '@/lib/schemas/models';

test('methods, database, API and screens have the same levels in the same order', () => {
  expect(levelSchema.options).toEqual([...levels]);
  expect(Object.values(Level)).toEqual([...levels]);
  expect(Object.keys(severityOf).sort()).toEqual([...levels].sort());
  expect(levels.map((level) => severityOf[level])).toEqual([0, 1, 2, 3, 4]);
});

test('a model can have every level, be late, silent or unwatched, each with its own words', () => {
  expect([...healthSchema.options].sort()).toEqual([...levels, 'late', 'silent', 'unwatched'].sort());
  expect(new Set(healthSchema.options.map((health) => healthLabels[health])).size).toBe(levels.length + 3);
});

test('a run that is learning reports its progress as far as it is known', () => {
  expect(healthText('insufficient_data', { seen: 12, needed: 30 })).toBe('Learning: 12 of 30');
  expect(healthText('insufficient_data', null)).toBe('Learning');
  expect(healthText('drift', { seen: 12, needed: 30 })).toBe('Drift');
});

test('if most points are late, only an alarm still counts', () => {
  const series = { open_incident_count: 0, mostly_late: true, silent_since: null };
  const health = [...levels, null].map((level) => healthOfSeries({ ...series, level }));
  expect(health).toEqual(['late', 'late', 'late', 'warning', 'drift', 'unwatched']);
  expect(healthOfSeries({ ...series, open_incident_count: 1, level: 'stable' })).toBe('drift');
  expect(healthOfSeries({ ...series, mostly_late: false, level: 'stable' })).toBe('stable');
});

test('a series that has gone silent is not stable, but an open incident comes first', () => {
  const series = { open_incident_count: 0, mostly_late: false, silent_since: '1999-01-01T00:00:00Z' };
  expect(healthOfSeries({ ...series, level: 'stable' })).toBe('silent');
  expect(healthOfSeries({ ...series, open_incident_count: 1, level: 'stable' })).toBe('drift');
});
