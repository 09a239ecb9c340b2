import path from 'node:path';

/** The clone that contains this file. */
export const projectRoot = path.resolve(import.meta.dirname, '..', '..');
