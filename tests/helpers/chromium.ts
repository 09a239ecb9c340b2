import { type Browser, chromium } from 'playwright';
import { inject } from 'vitest';

/** Starts headless Chromium without network access beyond this machine. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: inject('chromiumPath'),
    args: [
      // Chromium refuses to sandbox for root, and small containers have a small /dev/shm.
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
