import { fork } from 'node:child_process';
import path from 'node:path';
import type { LoadOrder } from './load';
import type { LoadResult } from './load-result';

export type { LoadOrder };

/** Runs one measurement in a process of its own. */
export function load(order: LoadOrder): Promise<LoadResult> {
  const child = fork(path.join(import.meta.dirname, 'load.ts'), { execArgv: ['--import', 'tsx'] });
  child.send(order);
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as LoadResult));
    child.once('exit', (code) => reject(new Error(`the load ended with code ${code}`)));
  });
}
