import { type Browser, chromium } from 'playwright';
import { findChromium } from '../tests/helpers/find-chromium';

/**
 * Starts the Chromium that the browser tests use: that of `CHROMIUM_PATH`, of Playwright or of the system.
 */
export function launchChromium(): Promise<Browser> {
  const { CHROMIUM_PATH, PATH } = process.env;
  const executablePath = findChromium({ CHROMIUM_PATH, PATH });
  return chromium.launch({ args: ['--no-sandbox'], ...(executablePath && { executablePath }) });
}
