import { processWide } from '../process-wide';
import { Turns } from './turns';

/** Who asks for more items than this in one answer is served apart, so that nobody waits behind that. */
const shortItems = 100;
/**
 * Together they need fewer connections than the pool has: a read that waits for one there fails after five seconds. Of the
 * long ones as many as keep database and process busy; more would only make each of them slower.
 */
const shortLimits = { atOnce: 4, maxWaiting: 1000, maxWaitMs: 10_000 };
const longLimits = { atOnce: 2, maxWaiting: 100, maxWaitMs: 30_000 };

/** A read whose turn has not come: all who ask the same meanwhile get its answer, which is no older than their question. */
interface WaitingRead {
  /** How many have asked, and how many of them still wait. */
  asked: number;
  clients: number;
  /** Aborts when all of them have gone. */
  abandon: AbortController;
  answer: Promise<() => Response>;
}

interface Lane {
  turns: Turns;
  /** By address: what a read answers depends on nothing else. */
  waiting: Map<string, WaitingRead>;
}

const lanes = processWide<{ short: Lane; long: Lane }>('read-turns', () => ({
  short: { turns: new Turns(shortLimits), waiting: new Map() },
  long: { turns: new Turns(longLimits), waiting: new Map() },
}));

function laneOf(url: string): Lane {
  const { searchParams } = new URL(url);
  const isLong = ['limit', 'series'].some((name) => Number(searchParams.get(name)) > shortItems);
  return lanes.get()[isLong ? 'long' : 'short'];
}

/** Makes responses that share the bytes of this one, so that many cost no more memory than one. */
async function toCopies(response: Response): Promise<() => Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { status, headers } = response;
  return () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes);
        controller.close();
      },
    });
    return new Response(body, { status, headers });
  };
}

function beginToWait({ turns, waiting }: Lane, url: string, read: () => Promise<Response>): WaitingRead {
  const shared = { asked: 0, clients: 0, abandon: new AbortController() };
  const leave = () => {
    if (waiting.get(url) === joined) waiting.delete(url);
  };
  // Later, so that others can join even if it is its turn already.
  const answer = Promise.resolve()
    .then(() => turns.run(begin, shared.abandon.signal))
    .finally(leave);
  const joined = Object.assign(shared, { answer });
  async function begin() {
    leave();
    const response = await read();
    return shared.asked > 1 ? toCopies(response) : () => response;
  }
  waiting.set(url, joined);
  return joined;
}

/** Answers a GET when it is its turn among those that are as long; see `Turns`. */
export async function inReadTurn(
  { url, signal }: Pick<Request, 'url' | 'signal'>,
  read: () => Promise<Response>,
): Promise<Response> {
  const lane = laneOf(url);
  const shared = lane.waiting.get(url) ?? beginToWait(lane, url, read);
  shared.asked += 1;
  shared.clients += 1;
  const leave = () => {
    shared.clients -= 1;
    if (shared.clients === 0) shared.abandon.abort();
  };
  signal.addEventListener('abort', leave, { once: true });
  try {
    return (await shared.answer)();
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
