import { afterEach, expect, test } from 'vitest';
import { endSignIn, sessionState, subscribeToSession } from '@/lib/http/browser-session';
import { ApiError, fetchJson } from '@/lib/http/client';

const noSession = () =>
  Response.json(
    { type: 'about:blank', title: 'Not signed in', status: 401, detail: 'sign in', code: 'UNAUTHENTICATED' },
    { status: 401 },
  );

/** A server that knows nobody until `isSignedIn`. */
function server() {
  const state = { isSignedIn: false, requests: [] as string[] };
  const answer: typeof fetch = async (path, init) => {
    state.requests.push(`${init?.method} ${path}`);
    return state.isSignedIn ? Response.json({ done: true }) : noSession();
  };
  return { state, fetch: answer };
}

let unsubscribe = () => {};
/** Resolves once somebody is asked to sign in. */
const asked = () =>
  new Promise<void>((resolve) => {
    unsubscribe = subscribeToSession(() => sessionState() === 'asking' && resolve());
  });

afterEach(() => {
  endSignIn(true);
  unsubscribe();
});

test('a request after the end of the session waits for the sign-in and is sent again', async () => {
  const { state, fetch } = server();
  const isAsked = asked();
  const saved = fetchJson('/api/views', { method: 'POST', body: { name: 'typed' }, fetch });
  await isAsked;
  state.isSignedIn = true;
  endSignIn(true);
  expect(await saved).toEqual({ done: true });
  expect(state.requests).toEqual(['POST /api/views', 'POST /api/views']);
});

test('those who do not sign in get the refusal, and are asked again only for what they do themselves', async () => {
  const { fetch } = server();
  const isAsked = asked();
  const read = fetchJson('/api/views', { fetch });
  await isAsked;
  endSignIn(false);
  await expect(read).rejects.toThrow(ApiError);
  await expect(fetchJson('/api/views', { fetch })).rejects.toThrow('sign in');
  expect(sessionState()).toBe('dismissed');
  const written = fetchJson('/api/views', { method: 'POST', fetch });
  await expect.poll(sessionState).toBe('asking');
  endSignIn(false);
  await expect(written).rejects.toThrow('sign in');
});

test('a wrong password is no end of a session', async () => {
  const { state, fetch } = server();
  unsubscribe = subscribeToSession(() => {});
  await expect(fetchJson('/api/sign-in', { method: 'POST', isSignIn: true, fetch })).rejects.toThrow(
    'sign in',
  );
  expect(sessionState()).toBe('valid');
  expect(state.requests).toHaveLength(1);
});

test('where no screen can ask, the refusal is the answer', async () => {
  const { fetch } = server();
  await expect(fetchJson('/api/views', { fetch })).rejects.toThrow('sign in');
  expect(sessionState()).toBe('valid');
});
