import { expect, test } from 'vitest';
import { healthLabels, healthText, severityOf } from '@/components/charts/level';
import { levels } from '@/lib/detectors/types';
import { Level } from '@/lib/generated/prisma/enums';
import { levelSchema } from '@/lib/schemas/detectors';
import { healthSchema } from '@/lib/schemas/models';

test('methods, database, API and screens know the same levels in the same order', () => {
  expect(levelSchema.options).toEqual([...levels]);
  expect(Object.values(Level)).toEqual([...levels]);
  expect(Object.keys(severityOf).sort()).toEqual([...levels].sort());
  expect(levels.map((level) => severityOf[level])).toEqual([0, 1, 2, 3, 4]);
});

test('a model can have every level and nobody to watch it, each with words of its own', () => {
  expect([...healthSchema.options].sort()).toEqual([...levels, 'unwatched'].sort());
  expect(new Set(healthSchema.options.map((health) => healthLabels[health])).size).toBe(levels.length + 1);
});

test('a run that is learning says how far it is, as far as it is known', () => {
  expect(healthText('insufficient_data', { seen: 12, needed: 30 })).toBe('Learning: 12 of 30');
  expect(healthText('insufficient_data', null)).toBe('Learning');
  expect(healthText('drift', { seen: 12, needed: 30 })).toBe('Drift');
});
