import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { curlLine } from '@/components/keys/curl-line';
import { makeKey } from './key';

const origin = 'https://driftwatch.example.com';

/** The arguments that a shell makes of the line. */
function wordsOf(line: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }; ${line}`;
  return execFileSync('sh', ['-c', script]).toString().split('\0').slice(0, -1);
}

test('the line of a key that posts sends a point of a model it may speak of', () => {
  const line = curlLine(makeKey({ model_pattern: "fraud-*'s" }), 'dw_ingest_a1_secret', origin);
  const words = wordsOf(line);
  expect(words).toContain(`${origin}/api/metrics`);
  expect(words).toContain('authorization: Bearer dw_ingest_a1_secret');
  expect(JSON.parse(words.at(-1) ?? '')).toEqual({
    model_id: "fraud-example's",
    metric: 'accuracy',
    value: 0.91,
  });
});

test.each([
  ['read', '/api/models'],
  ['jobs', '/api/jobs?status=queued'],
  ['admin', '/api/models'],
] as const)('the line of a key of scope %s reads %s', (scope, path) => {
  const words = wordsOf(curlLine(makeKey({ scope }), 'dw_x_secret', origin));
  expect(words).toEqual([`${origin}${path}`, '-H', 'authorization: Bearer dw_x_secret']);
});
