import { expect, test } from 'vitest';
import { providerErrorText } from '@/components/sign-in/provider-error';

test('a known reason is said in words', () => {
  expect(providerErrorText('access_denied')).toBe('The sign-in provider has refused, or you have cancelled.');
});

test('an unknown reason is shown as far as it is short and plain', () => {
  expect(providerErrorText('mfa_missing')).toContain('It said: mfa missing.');
  expect(providerErrorText('constructor')).toContain('It said: constructor.');
});

test.each(['<b>call 0800</b>', 'x'.repeat(61), 'see https://evil.example/'])(
  'the text %s of a link that somebody made up is not shown',
  (code) => {
    expect(providerErrorText(code)).not.toContain('It said');
  },
);
