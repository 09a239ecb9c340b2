import { processWide } from '../process-wide';
import { bodyOf } from './request-body';
import { Turns } from './turns';
import { whoAsks } from './who-asks';

/**
 * For each caller. A write holds a connection of the pool also while it waits for a lock, so a few of one
 * caller would leave none for anybody else.
 */
const limits = { atOnce: 4, maxWaiting: 200, maxWaitMs: 60_000 };

interface Lane {
  turns: Turns;
  /** Writes under way and waiting. */
  count: number;
}

const lanes = processWide('write-turns', () => new Map<string, Lane>());

/** Runs a request that changes something when it is its turn among those of its caller. */
export async function inWriteTurn(request: Request, write: () => Promise<Response>): Promise<Response> {
  // A client that is slow to send takes no turn meanwhile. Who needs the body says what is wrong with it.
  await bodyOf(request).catch(() => {});
  const who = whoAsks();
  const known = lanes.get();
  const lane = known.get(who) ?? { turns: new Turns(limits), count: 0 };
  known.set(who, lane);
  lane.count += 1;
  try {
    return await lane.turns.run(who, write, request.signal);
  } finally {
    lane.count -= 1;
    if (lane.count === 0) known.delete(who);
  }
}
