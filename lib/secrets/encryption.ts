import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** A key of 32 bytes. */
export interface SecretKey {
  /** The first 8 hex digits of the SHA-256 of its bytes. */
  id: string;
  bytes: Buffer;
}

export interface EncryptedSecret {
  keyId: string;
  nonce: Uint8Array<ArrayBuffer>;
  /** Ends with the authentication tag. */
  ciphertext: Uint8Array<ArrayBuffer>;
}

export function toSecretKey(bytes: Buffer): SecretKey {
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
}

/**
 * Encrypts a value under a fresh nonce. The name is authenticated: under another name it does not decrypt.
 */
export function encryptSecret(key: SecretKey, name: string, value: string): EncryptedSecret {
  const nonce = randomBytes(nonceBytes);
  const encrypt = createCipheriv(cipher, key.bytes, nonce, { authTagLength: tagBytes });
  encrypt.setAAD(Buffer.from(name));
  const ciphertext = [encrypt.update(value, 'utf8'), encrypt.final(), encrypt.getAuthTag()];
  return {
    keyId: key.id,
    nonce: Uint8Array.from(nonce),
    ciphertext: Uint8Array.from(Buffer.concat(ciphertext)),
  };
}

/**
 * Decrypts what `encryptSecret` returned for the same key and name.
 *
 * @throws {Error} if any of it has been changed
 */
export function decryptSecret(key: SecretKey, name: string, { nonce, ciphertext }: EncryptedSecret): string {
  const end = ciphertext.length - tagBytes;
  const decrypt = createDecipheriv(cipher, key.bytes, nonce, { authTagLength: tagBytes });
  decrypt.setAAD(Buffer.from(name));
  decrypt.setAuthTag(ciphertext.subarray(end));
  return Buffer.concat([decrypt.update(ciphertext.subarray(0, end)), decrypt.final()]).toString('utf8');
}
