import { expect, test } from 'vitest';
import { totpCode } from './totp';

/** `12345678901234567890`, the secret of the examples in RFC 6238, Appendix B, whose last six digits count. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_234_567_890, '005924'],
  [20_000_000_000, '353130'],
])('at second %i the code is that of RFC 6238', (second, code) => {
  expect(totpCode(secret, second * 1000)).toBe(code);
});
