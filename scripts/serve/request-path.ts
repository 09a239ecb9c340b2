import { DriftwatchError } from '../../lib/errors';

/** Characters that Next may read in another way than we do. */
const unusual = /[%\\]|\/\.|\/\//;

/**
 * Returns the path of a request as Next will understand it.
 *
 * @throws INVALID_INPUT if it cannot be decoded; NOT_FOUND with a NUL, which no name in the database has
 */
export function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  if (!unusual.test(path)) return path;
  if (path.includes('%00')) throw new DriftwatchError('NOT_FOUND', 'there is nothing at this address');
  try {
    // A slash in the name of a model stays part of it.
    const segments = new URL(path, 'http://here').pathname.split('/');
    return segments.map((segment) => decodeURIComponent(segment).replaceAll('/', '%2F')).join('/');
  } catch (cause) {
    throw new DriftwatchError('INVALID_INPUT', 'the address is not valid', { cause });
  }
}

/** Scripts, styles and pictures of the app, the same for everybody. */
export const isStatic = (url: string) => url.startsWith('/_next/static/') && !unusual.test(url);
