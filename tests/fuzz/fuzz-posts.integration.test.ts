import { expect, it } from 'vitest';
import { withTestDatabase } from '../helpers/app-database';
import { fuzzPosts } from './fuzz-posts';

withTestDatabase();

it('damaged bodies of every format get 2xx or 4xx, and leave nothing half-written', async () => {
  const { statuses, points } = await fuzzPosts({ bodies: 3000, seed: 1 });
  // The bodies are useful only if many of them are valid and many invalid.
  expect(statuses.get(200)).toBeGreaterThan(300);
  expect(statuses.get(400)).toBeGreaterThan(300);
  expect(points).toBeGreaterThan(300);
}, 300_000);
