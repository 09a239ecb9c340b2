import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { actionKinds, describeAction } from '@/lib/policy/describe-audit';

test.each([
  ['retrain_job.approved', 'Job approved'],
  ['detector.changed', 'Detector changed'],
  ['incident.escalated', 'Incident got worse'],
  ['something.not_known', 'Something not known'],
])('%s is “%s”', (action, words) => {
  expect(describeAction(action)).toBe(words);
});

test('every action that the code writes has words of its own', () => {
  const known = actionKinds.flatMap(({ kind, words }) => Object.keys(words).map((verb) => `${kind}.${verb}`));
  const written = ['lib/services', 'lib/ingest'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        [...readFileSync(path.join(folder, file), 'utf8').matchAll(/action: .*?'([a-z_]+\.[a-z_]+)'/g)].map(
          ([, action]) => action,
        ),
      ),
  );
  expect(written.length).toBeGreaterThan(10);
  expect(known).toEqual(expect.arrayContaining(written));
});
