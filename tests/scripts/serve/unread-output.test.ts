import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';

test('output that nobody reads any more is no exception', async () => {
  const child = fork('tests/helpers/write-unread.ts', { execArgv: ['--import', 'tsx'], silent: true });
  onTestFinished(() => void child.kill());
  for (const output of [child.stdout, child.stderr]) {
    const closed = output && once(output, 'close');
    output?.destroy();
    await closed;
  }
  const told = once(child, 'message');
  child.send('write');
  expect(await told).toEqual([0, undefined]);
});
