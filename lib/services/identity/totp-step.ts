import { createHmac, timingSafeEqual } from 'node:crypto';

const stepMs = 30_000;
const digits = 6;

/** The code of a time step: RFC 6238 with SHA-1, as apps expect it. */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
}

/** Time steps of 30 seconds since 1970. */
export const totpStepAt = (time: Date) => Math.floor(time.getTime() / stepMs);

/**
 * Returns the time step whose code this is, of those around a time, or undefined. One more on both sides than
 * better-auth accepts, whose clock is read at another moment.
 */
export function stepOfCode(secret: string, code: string, time: Date): number | undefined {
  const given = Buffer.from(code);
  return [0, -1, 1, -2, 2]
    .map((distance) => totpStepAt(time) + distance)
    .find((step) => given.length === digits && timingSafeEqual(given, Buffer.from(totpCode(secret, step))));
}
