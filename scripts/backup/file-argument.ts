import path from 'node:path';
import { DriftwatchError } from '../../lib/errors';

/** Returns the single argument of `npm run backup` or `npm run restore` as an absolute path. */
export function fileArgument(args: string[], command: 'backup' | 'restore', startFolder: string): string {
  const [file, ...more] = args;
  if (file && !file.startsWith('-') && more.length === 0) return path.resolve(startFolder, file);
  throw new DriftwatchError('INVALID_INPUT', `name one file: npm run ${command} -- FILE`);
}
