import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { database } from '@/lib/db/client';
import { CallerCache } from '@/lib/services/callers/caller-cache';
import { forgetAttempts } from '@/lib/services/identity/sign-in-attempts';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';
import { Browser } from '../../../helpers/browser';
import { createUser, testPassword } from '../../../helpers/users';

withTestDatabase();
beforeEach(async () => {
  await emptyDatabase();
  forgetAttempts();
});

test('one session with many long cookies takes no more memory than a few megabytes', async () => {
  await createUser();
  const browser = new Browser();
  await browser.send('POST', '/api/sign-in', { email: 'ada@example.com', password: testPassword });
  const callers = new CallerCache(() => database());
  onTestFinished(() => callers.close());
  const cookiesOf = (index: number) => `${browser.cookieHeader}; other=${index}${'x'.repeat(15_000)}`;
  // Until it hears of changes, it remembers nothing.
  const isKnown = async () => {
    await callers.ofCookies(cookiesOf(0));
    return callers.peek(cookiesOf(0)) !== undefined;
  };
  await expect.poll(isKnown, { timeout: 10_000 }).toBe(true);
  for (let index = 1; index < 300; index += 1)
    expect(await callers.ofCookies(cookiesOf(index))).not.toBeNull();
  expect(callers.peek(cookiesOf(0))).toBeUndefined();
  expect(callers.peek(cookiesOf(299))).toBeDefined();
});
