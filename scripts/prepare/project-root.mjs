import path from 'node:path';

/** The clone this file is in. */
export const projectRoot = path.resolve(import.meta.dirname, '..', '..');
