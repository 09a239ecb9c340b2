import { processWide } from '../process-wide';
import { Turns } from './turns';
import { whoAsks } from './who-asks';

/** Reads of more items than this are queued separately, so that no short read waits behind them. */
const shortItems = 100;
/**
 * Together, these need fewer connections than the pool has: a read that waits for a connection fails after
 * five seconds. The number of concurrent long reads keeps database and process busy; more would only slow
 * each of them down.
 */
const shortLimits = { atOnce: 4, maxWaiting: 2000, maxWaitMs: 10_000 };
const longLimits = { atOnce: 2, maxWaiting: 200, maxWaitMs: 30_000 };

/**
 * A queued read. Clients that ask the same before it starts share its response, which is no older than their
 * request.
 */
interface WaitingRead {
  /** Number of clients that have asked, and of those that are still waiting. */
  asked: number;
  clients: number;
  /** Aborts when all of them have gone. */
  abandon: AbortController;
  answer: Promise<() => Response>;
}

interface Lane {
  turns: Turns;
  /** By caller and address, because the response depends on nothing else. */
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

/**
 * Returns a function that makes responses sharing the bytes of this one, so that many copies cost no more
 * memory than one.
 */
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

interface Question {
  who: string;
  url: string;
}

function beginToWait(
  { turns, waiting }: Lane,
  { who, url }: Question,
  read: () => Promise<Response>,
): WaitingRead {
  const question = `${who} ${url}`;
  const shared = { asked: 0, clients: 0, abandon: new AbortController() };
  const leave = () => {
    if (waiting.get(question) === joined) waiting.delete(question);
  };
  // Deferred, so that others can join even if the read could start at once.
  const answer = Promise.resolve()
    .then(() => turns.run(who, begin, shared.abandon.signal))
    .finally(leave);
  const joined = Object.assign(shared, { answer });
  async function begin() {
    leave();
    const response = await read();
    return shared.asked > 1 ? toCopies(response) : () => response;
  }
  waiting.set(question, joined);
  return joined;
}

/** Runs a GET when its turn comes in the queue of short or of long reads; see `Turns`. */
export async function inReadTurn(
  { url, signal }: Pick<Request, 'url' | 'signal'>,
  read: () => Promise<Response>,
): Promise<Response> {
  const lane = laneOf(url);
  // Callers may see different models.
  const who = whoAsks();
  const shared = lane.waiting.get(`${who} ${url}`) ?? beginToWait(lane, { who, url }, read);
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

/** Reads a piece of a long response when it is the caller's turn among the long reads. */
export function inLongTurn<Result>(
  who: string,
  read: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  return lanes.get().long.turns.run(who, read, signal);
}
