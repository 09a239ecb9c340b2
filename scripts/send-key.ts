const keys = new Map<string, string>();
let isPatched = false;

/** Returns the key of an app that has been named to `sendKeyTo`. */
export const keyFor = (url: string | URL) => keys.get(new URL(url).origin);

/**
 * Lets `fetch` send the key of an app with every request to it that does not say who sends it, for tests and
 * benchmarks of everything but identity.
 */
export function sendKeyTo(url: string, key: string) {
  keys.set(new URL(url).origin, key);
  if (isPatched) return;
  isPatched = true;
  const plain = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = input instanceof Request ? input : null;
    const known = keys.get(new URL(request?.url ?? input.toString()).origin);
    const headers = new Headers(init?.headers ?? request?.headers);
    if (known === undefined || headers.has('authorization') || headers.has('cookie'))
      return plain(input, init);
    headers.set('authorization', `Bearer ${known}`);
    return plain(input, { ...init, headers });
  };
}
