import { expect, test } from 'vitest';
import { commonPasswordHashes } from '@/lib/services/identity/common-password-hashes';
import { refuseCommonPassword } from '@/lib/services/identity/refuse-common-password';

test('passwords that many people have are refused, whatever their case, and the refusal says what is right', async () => {
  for (const password of [
    '1234567890',
    'password12',
    'PassWord123',
    'qwertyuiop',
    'Q1W2E3R4T5',
    'basketball',
  ])
    await expect(refuseCommonPassword(password, 'password'), password).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      errors: [
        {
          field: 'password',
          message: 'must not be one of the most common passwords; use several unrelated words',
        },
      ],
    });
});

test('letters that look different and are stored as the same are compared as they are stored', async () => {
  await expect(refuseCommonPassword('ｐassword１２', 'password')).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
});

test('other passwords are accepted, however little they differ', async () => {
  for (const password of ['correct horse battery', 'password12 ', 'qwertyuiopü', 'ten green bottles'])
    await expect(refuseCommonPassword(password, 'password'), password).resolves.toBeUndefined();
});

test('the list holds more than the 3,000 most common ones of ten characters, each once', () => {
  const bytes = Buffer.from(commonPasswordHashes, 'base64');
  const hashes = Array.from({ length: bytes.length / 6 }, (_, index) =>
    bytes.toString('hex', 6 * index, 6 * index + 6),
  );
  expect(hashes.length).toBe(9110);
  expect(hashes).toEqual([...new Set(hashes)].sort());
});
