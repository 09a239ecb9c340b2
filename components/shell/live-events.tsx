'use client';

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { sessionState, subscribeToSession } from '@/lib/http/browser-session';
import { isTouchedBy, type LiveChange } from './event-keys';
import { keepStream, type StreamState } from './live-stream';

/** Changes that come close together are one reason to ask again. */
const gatherMs = 300;
/** However many come, what is shown is not asked for more often than this. */
const restMs = 1500;
/** While no stream tells what changes, everything on the screen is asked for so often. */
const fallbackMs = 30_000;
/**
 * A hidden tab gives its stream up after so long: a browser has six connections to one server for all tabs.
 */
const hiddenMs = 60_000;

const StateContext = createContext<StreamState>('connecting');

/** Whether changes arrive by themselves. */
export const useStreamState = () => useContext(StateContext);

/** Frozen answers stay, whatever happens. */
const isAlive = (key: readonly unknown[]) => key[1] !== 'evidence' && key[0] !== 'methods';

const refreshAll = (client: QueryClient) =>
  client.invalidateQueries({ predicate: ({ queryKey }) => isAlive(queryKey) });

/**
 * Lists that are fetched only when an event says so; the others come anew by themselves within a minute or
 * two.
 */
const refreshLists = (client: QueryClient) =>
  client.invalidateQueries({
    predicate: ({ queryKey }) => isAlive(queryKey) && (queryKey[0] === 'jobs' || queryKey[0] === 'incidents'),
  });

/**
 * Gathers changes and has what they touch asked for again: what is on the screen now, the rest when it is
 * looked at.
 */
function makeRefresher(client: QueryClient) {
  let waiting: LiveChange[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let restUntilMs = 0;
  const flush = () => {
    timer = null;
    restUntilMs = Date.now() + restMs;
    const changes = waiting;
    waiting = [];
    void client.invalidateQueries({
      predicate: ({ queryKey }) => changes.some((change) => isTouchedBy(queryKey, change)),
    });
  };
  return {
    add(changes: LiveChange[]) {
      waiting.push(...changes);
      timer ??= setTimeout(flush, Math.max(gatherMs, restUntilMs - Date.now()));
    },
    stop() {
      if (timer) clearTimeout(timer);
    },
  };
}

/** Runs `work` while the tab is shown, and for a while after; `work` returns how it is ended. */
function whileShown(work: () => () => void): () => void {
  let end: (() => void) | null = work();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const onChange = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (document.visibilityState === 'visible') end ??= work();
    else {
      timer = setTimeout(() => {
        end?.();
        end = null;
      }, hiddenMs);
    }
  };
  document.addEventListener('visibilitychange', onChange);
  return () => {
    document.removeEventListener('visibilitychange', onChange);
    if (timer) clearTimeout(timer);
    end?.();
  };
}

/**
 * Has all screens follow what happens on the server, by one stream of events; without it, by asking now and
 * then.
 */
export function LiveEvents({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<StreamState>('connecting');
  const session = useSyncExternalStore(subscribeToSession, sessionState, () => 'valid' as const);
  const isSignedOut = session !== 'valid';
  const wasSignedOut = useRef(false);
  useEffect(() => {
    // The server refuses the stream, and nothing is to be shown as interrupted.
    if (isSignedOut) {
      wasSignedOut.current = true;
      setState('connecting');
      return;
    }
    if (wasSignedOut.current) void refreshAll(client);
    const refresher = makeRefresher(client);
    let isFirst = true;
    const stop = whileShown(() => {
      // What happened while the tab was hidden was not heard.
      if (!isFirst) void refreshAll(client);
      isFirst = false;
      return keepStream({
        open: () => new EventSource('/api/events'),
        onState: setState,
        onChanges: refresher.add,
        onFirstHello: () => void refreshLists(client),
        onGap: () => void refreshAll(client),
        setTimer: (work, ms) => setTimeout(work, ms),
        clearTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
      });
    });
    return () => {
      stop();
      refresher.stop();
    };
  }, [client, isSignedOut]);
  useEffect(() => {
    if (state !== 'away') return;
    // Tells at once whether the server answers at all.
    void refreshAll(client);
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void refreshAll(client);
    }, fallbackMs);
    return () => clearInterval(timer);
  }, [client, state]);
  return <StateContext value={state}>{children}</StateContext>;
}
