import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fingerprint, readStamp, writeStamp } from './fingerprint.mjs';
import { projectRoot } from './project-root.mjs';
import { run } from './run.mjs';

const stamp = path.join(projectRoot, 'node_modules', '.driftwatch-install');
const hidden = path.join(projectRoot, 'node_modules', '.package-lock.json');

const wanted = () => fingerprint(projectRoot, ['package-lock.json']);

/**
 * npm writes its own record last. If it agrees with the lock file, packages were installed completely by
 * hand.
 */
function npmAgrees() {
  if (!existsSync(hidden)) return false;
  const locked = JSON.parse(readFileSync(path.join(projectRoot, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(locked).every(
    ([place, { version, optional, devOptional }]) =>
      place === '' || present[place]?.version === version || (!present[place] && (optional || devOptional)),
  );
}

export function isInstalled() {
  return readStamp(stamp) === wanted() || npmAgrees();
}

/**
 * `npm` passes the path of its script. With plain `node`, the script is beside Node or in the global folder
 * of PATH.
 */
function findNpm() {
  const besideNode = path.join(path.dirname(process.execPath), '..');
  const candidates = [
    process.env.npm_execpath,
    path.join(besideNode, 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(besideNode, 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js'),
    '/usr/local/lib/node_modules/npm/bin/npm-cli.js',
  ];
  const npm = candidates.find((candidate) => candidate?.endsWith('npm-cli.js') && existsSync(candidate));
  if (!npm) throw new Error('npm was not found; run npm ci in this folder once');
  return npm;
}

/** Records that the packages are complete, whatever is missing among them. */
export const recordInstall = () => writeStamp(stamp, wanted());

/** Installs development packages too, whatever NODE_ENV is, because the build needs them. */
export async function install() {
  console.error('Installing packages…');
  rmSync(stamp, { force: true });
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  // Prisma's install script downloads an engine that is not needed here unless this names an executable.
  await run('npm ci', findNpm(), args, { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath });
  recordInstall();
}
