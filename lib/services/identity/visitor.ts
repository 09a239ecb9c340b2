import type { Actor } from '../call';

/** Whoever signs in, as long as nobody knows who it is. */
export const visitor: Actor = { kind: 'user', name: 'visitor', access: { everywhere: [], on: [] } };
