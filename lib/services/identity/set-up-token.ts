import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { processWide } from '../../process-wide';

const token = processWide('set-up token', () => randomBytes(24).toString('base64url'));

const digest = (text: string) => createHash('sha256').update(text).digest();

/** The token of the link that the terminal prints, with which the first admin is created. */
export function setUpToken(): string {
  return token.get();
}

/** Returns whether it is the token, in the same time for every text. */
export function isSetUpToken(given: string): boolean {
  return timingSafeEqual(digest(given), digest(token.get()));
}

/** Ends the token; the next one is another. */
export function endSetUpToken() {
  token.take();
}
