import type { LiveChange } from './event-keys';

/**
 * `live`: changes arrive by themselves; `connecting`: for the moment they do not; `away`: they have not for a
 * while.
 */
export type StreamState = 'connecting' | 'live' | 'away';

/** What is needed of an `EventSource`, so that a test can bring its own. */
export interface EventSourceLike {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

interface StreamOptions {
  open: () => EventSourceLike;
  onState: (state: StreamState) => void;
  onChanges: (changes: LiveChange[]) => void;
  /** It hears everything from now on; what was asked for just before may have changed in between. */
  onFirstHello: () => void;
  /** Something may have been missed: everything is to be asked for again. */
  onGap: () => void;
  setTimer: (work: () => void, ms: number) => unknown;
  clearTimer: (timer: unknown) => void;
}

const closed = 2;
/** A stream that is cut comes back within seconds; until then nobody need be told. */
const patienceMs = 8000;
/** The browser does not try again after a refusal; we do, more and more seldom. */
const retryMs = [3000, 10_000, 30_000, 60_000];

function parse<Data>(event: MessageEvent<string>): Data | null {
  try {
    return JSON.parse(event.data) as Data;
  } catch {
    return null;
  }
}

/**
 * Keeps a stream of changes open. While the browser connects again it sends `Last-Event-ID`, and the server
 * then sends what was missed; where that is not possible everything counts as missed.
 *
 * @returns a function that ends it.
 */
export function keepStream({
  open,
  onState,
  onChanges,
  onFirstHello,
  onGap,
  setTimer,
  clearTimer,
}: StreamOptions): () => void {
  let source: EventSourceLike | null = null;
  let isFirst = true;
  let isAway = false;
  let refusals = 0;
  let retryTimer: unknown = null;
  let patienceTimer: unknown = null;

  const drop = (timer: unknown) => {
    if (timer !== null) clearTimer(timer);
    return null;
  };
  const lost = () => {
    // Further failures of one that is away change nothing.
    if (isAway || patienceTimer !== null) return;
    onState('connecting');
    patienceTimer = setTimer(() => {
      patienceTimer = null;
      isAway = true;
      onState('away');
    }, patienceMs);
  };
  const connect = () => {
    retryTimer = null;
    const stream = open();
    source = stream;
    stream.addEventListener('hello', (event) => {
      refusals = 0;
      patienceTimer = drop(patienceTimer);
      onState('live');
      // What was asked for meanwhile may have failed, even if no change was missed.
      if (isAway) onGap();
      else if (isFirst) onFirstHello();
      else if (!parse<{ resumed: boolean }>(event)?.resumed) onGap();
      isAway = false;
      isFirst = false;
    });
    stream.addEventListener('changes', (event) => {
      const changes = parse<{ changes: LiveChange[] }>(event)?.changes;
      if (changes) onChanges(changes);
    });
    stream.addEventListener('reset', () => onGap());
    stream.addEventListener('error', () => {
      lost();
      if (stream.readyState !== closed || retryTimer !== null) return;
      stream.close();
      const wait = retryMs[Math.min(refusals, retryMs.length - 1)] ?? 0;
      refusals += 1;
      retryTimer = setTimer(connect, wait);
    });
  };

  lost();
  connect();
  return () => {
    source?.close();
    retryTimer = drop(retryTimer);
    patienceTimer = drop(patienceTimer);
  };
}
