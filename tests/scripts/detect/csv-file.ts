import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/**
 * Creates a folder for the tests of one file; returns a function that writes a CSV file there and returns its
 * path.
 */
export function csvFolder(): (text: string) => string {
  let folder = '';
  let count = 0;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'driftwatch-detect-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return (text) => {
    count += 1;
    const file = path.join(folder, `${count}.csv`);
    writeFileSync(file, text);
    return file;
  };
}
