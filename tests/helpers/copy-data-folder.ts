import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { createDataFolder } from './data-folder';

/** Creates the data folder of an app that has been started before: a first start takes two seconds more. */
export async function copyDataFolder(): Promise<string> {
  const dataFolder = await createDataFolder();
  // Files keep their owner, who may be another user.
  await promisify(execFile)('cp', ['-a', inject('usedDataFolder'), dataFolder]);
  return dataFolder;
}
