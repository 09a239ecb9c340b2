/**
 * Whether the browser's session holds, as far as requests have told: `asking`, somebody is asked to sign in
 * again; `dismissed`, they did not want to for now.
 */
export type SessionState = 'valid' | 'asking' | 'dismissed';

let state: SessionState = 'valid';
let waiting: ((isSignedIn: boolean) => void)[] = [];
const listeners = new Set<() => void>();

function change(next: SessionState) {
  state = next;
  for (const listener of listeners) listener();
}

export const sessionState = (): SessionState => state;

export function subscribeToSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Has somebody asked to sign in again, and waits for it; false if they do not, or if no screen can ask. After
 * they have declined, only what they do themselves asks once more.
 */
export async function signInAgain(isAction: boolean): Promise<boolean> {
  if (listeners.size === 0 || (state === 'dismissed' && !isAction)) return false;
  if (state !== 'asking') change('asking');
  return new Promise((resolve) => waiting.push(resolve));
}

/** Lets the requests that wait go on, or fail. */
export function endSignIn(isSignedIn: boolean) {
  const held = waiting;
  waiting = [];
  change(isSignedIn ? 'valid' : 'dismissed');
  for (const resolve of held) resolve(isSignedIn);
}
