import { expect, test } from 'vitest';
import { stepOfCode, totpCode } from '@/lib/services/identity/totp-step';

const secret = '12345678901234567890';

test('codes are those of RFC 6238, appendix B, of which the last six digits count', () => {
  const known: [seconds: number, code: string][] = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ];
  for (const [seconds, code] of known) expect(totpCode(secret, Math.floor(seconds / 30))).toBe(code);
});

test('a code is found in the steps around a time', () => {
  const time = new Date(1_111_111_109_000);
  const step = Math.floor(1_111_111_109 / 30);
  for (const distance of [-2, -1, 0, 1, 2])
    expect(stepOfCode(secret, totpCode(secret, step + distance), time)).toBe(step + distance);
  for (const code of [totpCode(secret, step + 3), totpCode(secret, step - 3), '08180', '0818040', ''])
    expect(stepOfCode(secret, code, time), code).toBeUndefined();
});
