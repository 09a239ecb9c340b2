import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/**
 * @param {string} item
 * @param {string[]} ignored
 * @returns {Generator<string>}
 */
function* filesIn(item, ignored) {
  if (!existsSync(item) || ignored.includes(item)) return;
  if (!statSync(item).isDirectory()) {
    yield item;
    return;
  }
  for (const name of readdirSync(item).sort()) yield* filesIn(path.join(item, name), ignored);
}

/**
 * Returns a hash of the names and contents of files and folders, relative to `root`.
 *
 * @param {string} root
 * @param {string[]} items
 * @param {string[]} ignored
 */
export function fingerprint(root, items, ignored = []) {
  const hash = createHash('sha256');
  const away = ignored.map((item) => path.join(root, item));
  for (const item of items) {
    for (const file of filesIn(path.join(root, item), away)) {
      const content = readFileSync(file);
      hash.update(`${path.relative(root, file)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

/**
 * Returns what a step wrote when it last succeeded; undefined if it never did.
 *
 * @param {string} file
 */
export function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/**
 * Atomic, because a start can be killed at any time.
 *
 * @param {string} file
 * @param {string} text
 */
export function writeStamp(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  const unique = `${file}.${process.pid}`;
  writeFileSync(unique, text);
  renameSync(unique, file);
}
