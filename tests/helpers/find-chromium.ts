import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright';
import { readEnv } from '@/lib/env';

/** The headless shell, which Playwright would download as well, draws the same pages with less work. */
const headlessShell = 'chromium-headless-shell';
const systemNames = [headlessShell, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Finds the available Chromium: the one named by the user, that of Playwright, that of the system. */
export function findChromium(
  environment: { CHROMIUM_PATH?: string | undefined; PATH?: string | undefined },
  playwrightPath = chromium.executablePath(),
): string | undefined {
  const named = environment.CHROMIUM_PATH;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROMIUM_PATH is ${named}, which is not an executable file`);
  }
  const folders = (environment.PATH ?? '').split(path.delimiter).filter(Boolean);
  const inPath = systemNames.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [playwrightPath, ...inPath, ...macPlaces].find(isExecutable);
}

function succeeds(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    return true;
  } catch {
    return false;
  }
}

function install() {
  console.log('Installing Chromium for the browser tests…');
  if (succeeds(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium'])) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  succeeds('apt-get', ['update']);
  for (const name of [headlessShell, 'chromium']) {
    if (succeeds('apt-get', ['install', '--yes', '--no-install-recommends', name])) return;
  }
}

/**
 * Returns the path of Chromium; installs it if it is missing, and explains how to install it if that fails.
 */
export function findOrInstallChromium(): string {
  const environment = { CHROMIUM_PATH: readEnv().CHROMIUM_PATH, PATH: process.env.PATH };
  const found = findChromium(environment);
  if (found) return found;
  install();
  const installed = findChromium(environment);
  if (installed) return installed;
  throw new Error(
    'The browser tests need Chromium, and it could not be installed. Install it with "npx playwright install chromium" ' +
      'or as a package of the system (Debian: apt-get install chromium), or set CHROMIUM_PATH to the one you have.',
  );
}
