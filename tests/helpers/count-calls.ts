import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** Counts the calls of a function of `node:crypto`, by whomever, until `stop`. */
export function countCalls(name: 'scrypt') {
  const original = crypto[name];
  const replace = (replacement: typeof original) => {
    crypto[name] = replacement;
    syncBuiltinESMExports();
  };
  const calls = {
    count: 0,
    stop: () => replace(original),
  };
  replace(((...args: Parameters<typeof original>) => {
    calls.count += 1;
    return original(...args);
  }) as typeof original);
  return calls;
}
