import type { Actor } from '../call';

/** Whoever sent a request, as far as serving it needs to know. */
export interface Caller {
  actor: Actor;
  /** A browser sends cookies also for pages of other sites, a program sends its key on purpose. */
  hasCookie: boolean;
  /** When the key or the session ends, in epoch milliseconds. */
  endsMs: number;
  /** null: no limit. Programs only. */
  requestsPerMinute: number | null;
  pointsPerMinute: number | null;
  /** Cookies of a session that has just been prolonged. */
  setCookies: string[];
}
