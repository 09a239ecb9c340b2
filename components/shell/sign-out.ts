import { requestNothing } from '@/lib/http/client';

/** Ends the session and leaves: a fresh page has nothing of it in the memory of the browser. */
export async function signOut() {
  await requestNothing('/api/sign-out', { method: 'POST', isSignIn: true });
  window.location.assign('/sign-in');
}
