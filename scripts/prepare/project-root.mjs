import { fileURLToPath } from 'node:url';

/** The clone this file is in, in a way that Node 18 knows too, so that it gets to be told that it is too old. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');
