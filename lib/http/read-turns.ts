import { Turns } from './turns';

/** Who asks for more items than this in one answer is served apart, so that nobody waits behind that. */
const shortItems = 100;
/**
 * Together they need fewer connections than the pool has: a read that waits for one there fails after five seconds. Of the
 * long ones as many as keep database and process busy; more would only make each of them slower.
 */
const shortLimits = { atOnce: 4, mostWaiting: 1000, longestWaitMs: 10_000 };
const longLimits = { atOnce: 2, mostWaiting: 100, longestWaitMs: 30_000 };

// Next bundles routes apart from each other; the turns must stay the same.
const store = globalThis as typeof globalThis & { driftwatchReadTurns?: { short: Turns; long: Turns } };

function asksForMany(url: string): boolean {
  const { searchParams } = new URL(url);
  return ['limit', 'series'].some((name) => Number(searchParams.get(name)) > shortItems);
}

/** Does the work of a GET when it is its turn among those that are as long; see `Turns`. */
export function inReadTurn<Result>(
  { url, signal }: Pick<Request, 'url' | 'signal'>,
  work: () => Promise<Result>,
): Promise<Result> {
  store.driftwatchReadTurns ??= { short: new Turns(shortLimits), long: new Turns(longLimits) };
  const { short, long } = store.driftwatchReadTurns;
  return (asksForMany(url) ? long : short).run(work, signal);
}
