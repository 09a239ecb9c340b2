import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { envSchema, readEnv } from '@/lib/env';
import { describeSettings } from '@/scripts/describe-settings';

const source = readFileSync('lib/env.ts', 'utf8');
const example = readFileSync('.env.example', 'utf8');

test('.env.example matches lib/env.ts; if not, run npm run env:example', () => {
  expect(example).toBe(describeSettings(source));
});

test('the unchanged example sets nothing', () => {
  expect(parseEnv(example)).toEqual({});
});

test('every uncommented setting of the example equals its default', () => {
  const inForce = parseEnv(example.replaceAll(/^# (?=[A-Z_]+=)/gm, ''));
  expect(Object.keys(inForce).sort()).toEqual(Object.keys(envSchema.shape).sort());
  expect(readEnv(inForce as Record<string, string>)).toEqual(readEnv({}));
});

test('a setting has its unit in the docstring, and its range below', () => {
  expect(example).toContain(
    '# Minimum transfer rate of a body, in bytes per second averaged over a minute; 0 disables the limit.\n' +
      '# Range: 0 to 1000000\n# MIN_BODY_BYTES_PER_SECOND=64\n',
  );
});

test('a setting without a docstring is refused by name', () => {
  const without = source.replace(/ *\/\*\* Maximum number of labels on a point\. \*\/\n/, '');
  expect(without).not.toBe(source);
  expect(() => describeSettings(without)).toThrow('no docstring for MAX_LABELS');
});
