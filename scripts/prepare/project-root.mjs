import { fileURLToPath } from 'node:url';

/**
 * The clone that contains this file, in a form that Node 18 supports too, so that it can report that it is
 * too old.
 */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');
