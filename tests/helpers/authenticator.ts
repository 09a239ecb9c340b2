import { totpCode, totpStepAt } from '@/lib/services/identity/totp-step';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function fromBase32(text: string): string {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2))).toString();
}

/** The code that an app shows for the secret of a QR code, now or some steps of 30 seconds later. */
export function codeOf(secret: string, stepsLater = 0): string {
  return totpCode(fromBase32(secret), totpStepAt(new Date()) + stepsLater);
}
