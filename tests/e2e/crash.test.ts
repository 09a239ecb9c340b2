import { expect, it } from 'vitest';
import { crashApp } from '../crash/crash-app';

it('kill -9 of the app and of its database under load loses no point and changes nothing', async () => {
  const outcome = await crashApp({ seed: 'short', kills: 2, clients: 4, points: 6000 });
  expect(outcome.faults).toEqual([]);
  // The kills must have hit something worth comparing.
  expect(outcome.retries).toBeGreaterThan(8);
  expect(outcome.incidents).toBeGreaterThan(5);
  expect(outcome.readings).toBeGreaterThan(5000);
}, 300_000);
