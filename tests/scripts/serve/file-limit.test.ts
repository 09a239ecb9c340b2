import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectionsWithin, openFileLimit, warnOfScarceFiles } from '@/scripts/serve/file-limit';

describe('connections within a limit of files', () => {
  it.each([
    [null, Number.POSITIVE_INFINITY],
    [1_048_576, 1_048_480],
    [256, 160],
    [100, 16],
  ])('for %s files are %d', (files, connections) => {
    expect(connectionsWithin(files)).toBe(connections);
  });

  it.runIf(process.platform === 'linux')('are those of this process', () => {
    // Node raises its soft limit to the hard one.
    const hard = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
    expect(openFileLimit()).toBe(hard === 'unlimited' ? null : Number(hard));
  });
});

describe('files that run out', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'driftwatch-files-'));
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are logged, once in a while', () => {
    const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    for (let file = 0; file < 9; file++) writeFileSync(path.join(folder, String(file)), '');
    warnOfScarceFiles(11, folder);
    expect(log).not.toHaveBeenCalled();
    warnOfScarceFiles(10, folder);
    warnOfScarceFiles(10, folder);
    expect(log.mock.calls.map(([line]) => JSON.parse(String(line)))).toEqual([
      expect.objectContaining({ level: 'warn', open: 9, limit: 10, times: 1 }),
    ]);
  });
});
