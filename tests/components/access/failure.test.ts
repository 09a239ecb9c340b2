import { expect, test } from 'vitest';
import { failureText, fieldTexts } from '@/components/access/failure';
import { ApiError } from '@/lib/http/client';

const problem = (status: number, detail: string, errors?: { field: string; message: string }[]) => ({
  type: 'about:blank',
  title: 'Refused',
  status,
  detail,
  code: 'X',
  ...(errors && { errors }),
});

test.each([
  [1, '1 second'],
  [45, '45 seconds'],
  [300, '5 minutes'],
])('too many attempts say to wait %i seconds as %s', (retryAfterS, words) => {
  const error = new ApiError(problem(429, 'too many attempts'), { retryAfterS });
  expect(failureText(error)).toBe(`Too many attempts. Try again in ${words}.`);
});

test('a refusal is a sentence', () => {
  expect(failureText(new ApiError(problem(401, 'the password is wrong')))).toBe('The password is wrong.');
  expect(failureText(null)).toBeNull();
});

test('what stands at a field is not said twice', () => {
  const error = new ApiError(problem(400, 'not valid', [{ field: 'email', message: 'must be an address' }]));
  expect(failureText(error)).toBeNull();
  expect(fieldTexts(error)).toEqual({ email: 'Must be an address.' });
});
