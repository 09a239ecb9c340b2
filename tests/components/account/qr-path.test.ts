import { expect, test } from 'vitest';
import { qrPath } from '@/components/account/qr-path';

/** The three corners by which a reader finds the code: 7 by 7 squares, dark at their edge. */
const corners = (size: number, quiet: number) => [
  [quiet, quiet],
  [size - quiet - 7, quiet],
  [quiet, size - quiet - 7],
];

test('a QR code has its three corners and a quiet zone of four squares around it', () => {
  const { path, size } = qrPath('otpauth://totp/Driftwatch:ada@example.com?secret=JBSWY3DPEHPK3PXP');
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`));
  for (const [x = 0, y = 0] of corners(size, 4)) {
    for (let step = 0; step < 7; step++) {
      expect(dark).toContain(`${x + step} ${y}`);
      expect(dark).toContain(`${x} ${y + step}`);
    }
    expect(dark).not.toContain(`${x + 1} ${y + 1}`);
  }
  const places = [...dark].flatMap((place) => place.split(' ').map(Number));
  expect(Math.min(...places)).toBe(4);
  expect(Math.max(...places)).toBe(size - 5);
});
