import { expect, test } from 'vitest';
import { z } from 'zod';
import { methods } from '@/lib/detectors/registry';
import { createBehaviour } from '@/lib/monitoring/detector-behaviour';
import { DetectorStrategy } from '@/lib/monitoring/detector-strategy';
import { localTimeMs } from '@/lib/stats/local-time';
import { errorOf } from './binary-cases';
import { seededNormal } from './seeded-numbers';

const hourMs = 3_600_000;
const seasonal = methods.filter(({ paramsSchema }) =>
  Object.hasOwn(z.toJSONSchema(paramsSchema, { io: 'input' }).properties ?? {}, 'season'),
);

/**
 * Returns the readings of hourly points in a time zone with a change to summer time and a rise at the end.
 */
function read(id: string, season: string, timeZone: string | null, atMs: (utcMs: number) => number) {
  const isBinary = methods.find(({ method }) => method === id)?.kind === 'binary';
  const strategy = new DetectorStrategy(createBehaviour(id, { season }, 'two_sided', timeZone));
  const next = seededNormal(5);
  return Array.from({ length: 60 * 24 }, (_, index) => {
    const utcMs = Date.UTC(2026, 1, 20) + index * hourMs;
    const localHour = Math.floor(localTimeMs('Europe/Berlin', utcMs) / hourMs) % 24;
    const value = next() + 3 * Math.sin((localHour * Math.PI) / 12) + (index > 1200 ? 4 : 0);
    const { statistic, level } = strategy.update(isBinary ? errorOf(value) : value, atMs(utcMs));
    return { statistic, level };
  });
}

test.each(seasonal.map(({ method }) => method))(
  '%s follows the clocks of the metric: its readings are those of a series in UTC with the same clock times',
  (id) => {
    for (const season of ['hour_of_day', 'hour_of_week']) {
      const local = read(id, season, 'Europe/Berlin', (utcMs) => utcMs);
      const asUtc = read(id, season, null, (utcMs) => localTimeMs('Europe/Berlin', utcMs));
      expect(local).toEqual(asUtc);
    }
  },
);

test('a state that is older than time zones continues in UTC', () => {
  const behaviour = createBehaviour('ewma', { season: 'hour_of_day', reference_size: 48 });
  const { state } = new DetectorStrategy(behaviour).snapshot();
  const old = JSON.parse(JSON.stringify(state, (key, value) => (key === 'timeZone' ? undefined : value)));
  const next = seededNormal(9);
  for (let index = 0; index < 100; index += 1) {
    const point = [next() + (index % 24), index * hourMs] as const;
    expect(behaviour.method.update(old, ...point)).toEqual(behaviour.method.update(state, ...point));
  }
});

test('an unknown time zone is refused', () => {
  expect(() => createBehaviour('ewma', {}, 'two_sided', 'Berlin')).toThrow(
    'a time zone must be an IANA name, such as Europe/Berlin, got "Berlin"',
  );
});
