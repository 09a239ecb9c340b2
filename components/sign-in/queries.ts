import { queryOptions } from '@tanstack/react-query';
import { fetchJson, requestNothing } from '@/lib/http/client';
import type { Me, SetUpInput, SignInOptions, SignInResult } from '@/lib/schemas/identity';

/** None of these waits for somebody to sign in: they are how it is done. */
const isSignIn = true;

/** What the page of the sign-in offers. */
export const signInOptionsQuery = queryOptions({
  queryKey: ['sign-in'],
  queryFn: ({ signal }) => fetchJson<SignInOptions>('/api/sign-in', { signal, isSignIn }),
  staleTime: 60_000,
});

export const signIn = (body: { email: string; password: string }) =>
  fetchJson<SignInResult>('/api/sign-in', { method: 'POST', body, isSignIn });

export const sendSecondFactor = (body: { kind: 'totp' | 'recovery'; code: string }) =>
  requestNothing('/api/sign-in/second-factor', { method: 'POST', body, isSignIn });

/** The address of the sign-in provider, to go to. */
export const startProviderSignIn = (next: string) =>
  fetchJson<{ url: string }>('/api/sign-in/provider', { method: 'POST', body: { next }, isSignIn });

export const setUp = (body: SetUpInput) => requestNothing('/api/set-up', { method: 'POST', body, isSignIn });

export const askForPasswordLink = (email: string) =>
  requestNothing('/api/password-links', { method: 'POST', body: { email }, isSignIn });

export const choosePassword = (body: { token: string; password: string }) =>
  requestNothing('/api/password-links/use', { method: 'POST', body, isSignIn });

/** Whose session it is now, perhaps since somebody signed in in another tab; null if it is nobody's. */
export const whoIsSignedIn = () =>
  fetchJson<Pick<Me, 'actor'>>('/api/me', { isSignIn }).then(
    ({ actor }) => actor,
    () => null,
  );
