import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from './project-root.mjs';

/** @param {unknown} error */
const codeOf = (error) => /** @type {NodeJS.ErrnoException} */ (error).code;

const lockOfClone = path.join(projectRoot, '.prepare.lock');

/**
 * Identifies a process by its start time, which distinguishes it from a later one with the same id, and from
 * its own zombie; only on Linux.
 *
 * @param {number} pid
 */
function identity(pid) {
  try {
    const [state, ...rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' ? 'zombie' : `${pid} ${rest[18]}`;
  } catch {
    return `${pid} `;
  }
}

/** @param {string} holder */
function isAlive(holder) {
  const pid = Number(holder.split(' ')[0]);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false;
  }
  return identity(pid) === holder;
}

/** @param {string} lockFile */
function readHolder(lockFile) {
  try {
    return readFileSync(lockFile, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Linking a complete file is atomic, so a lock always names its holder.
 *
 * @param {string} unique
 * @param {string} lockFile
 */
function tryToTake(unique, lockFile) {
  try {
    linkSync(unique, lockFile);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * If several processes see a dead holder, one of them removes its lock. A process that moved the lock of a
 * living holder by mistake puts it back.
 *
 * @param {string} holder
 * @param {string} unique
 * @param {string} lockFile
 */
function removeDead(holder, unique, lockFile) {
  const aside = `${unique}.dead`;
  try {
    renameSync(lockFile, aside);
    if (readFileSync(aside, 'utf8') !== holder) tryToTake(aside, lockFile);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Runs `work` while no other process prepares this clone. Takes over the lock of a dead process.
 *
 * @template Result
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function alone(work, lockFile = lockOfClone) {
  const unique = `${lockFile}.${process.pid}-${randomBytes(4).toString('hex')}`;
  writeFileSync(unique, identity(process.pid));
  let hasToldWhy = false;
  try {
    while (!tryToTake(unique, lockFile)) {
      const holder = readHolder(lockFile);
      if (holder !== undefined && !isAlive(holder)) removeDead(holder, unique, lockFile);
      else if (holder !== undefined) {
        if (!hasToldWhy)
          console.error(`Waiting for process ${Number.parseInt(holder, 10)}, which is preparing this clone…`);
        hasToldWhy = true;
        await pause(200);
      }
    }
    return await work().finally(() => rmSync(lockFile, { force: true }));
  } finally {
    rmSync(unique, { force: true });
  }
}
