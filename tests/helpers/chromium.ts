import { type Browser, chromium } from 'playwright';
import { inject } from 'vitest';

/** Headless Chromium that asks nobody outside this machine anything. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: inject('chromiumPath'),
    args: [
      // Chromium refuses its sandbox to root, and small containers have a small /dev/shm.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
