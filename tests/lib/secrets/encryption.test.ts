import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { decryptSecret, encryptSecret, toSecretKey } from '@/lib/secrets/encryption';

const key = toSecretKey(Buffer.alloc(32, 7));
const secret = encryptSecret(key, 'smtp.password', 'pässword');

test('a secret comes back under the same key and name', () => {
  expect(decryptSecret(key, 'smtp.password', secret)).toBe('pässword');
  expect(decryptSecret(key, 'empty', encryptSecret(key, 'empty', ''))).toBe('');
});

test('the id of a key is the beginning of its SHA-256', () => {
  expect(key.id).toBe(createHash('sha256').update(Buffer.alloc(32, 7)).digest('hex').slice(0, 8));
  expect(secret.keyId).toBe(key.id);
});

test('the same value is never encrypted to the same bytes', () => {
  const again = encryptSecret(key, 'smtp.password', 'pässword');
  expect(again.nonce).not.toEqual(secret.nonce);
  expect(again.ciphertext).not.toEqual(secret.ciphertext);
});

const flipped = (bytes: Uint8Array<ArrayBuffer>, at: number) =>
  bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
const last = secret.ciphertext.length - 1;

test.each([
  ['first byte', { ...secret, ciphertext: flipped(secret.ciphertext, 0) }],
  ['tag', { ...secret, ciphertext: flipped(secret.ciphertext, last) }],
  ['nonce', { ...secret, nonce: flipped(secret.nonce, 0) }],
  ['length', { ...secret, ciphertext: secret.ciphertext.slice(0, last) }],
  ['tag, which is cut off', { ...secret, ciphertext: secret.ciphertext.slice(0, 4) }],
])('a change is noticed: %s', (_, changed) => {
  expect(() => decryptSecret(key, 'smtp.password', changed)).toThrow();
});

test('a secret does not decrypt under another name or another key', () => {
  expect(() => decryptSecret(key, 'oidc.client_secret', secret)).toThrow();
  expect(() => decryptSecret(toSecretKey(Buffer.alloc(32, 8)), 'smtp.password', secret)).toThrow();
});
