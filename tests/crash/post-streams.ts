import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { ingestResultSchema } from '@/lib/schemas/metrics';
import type { PlannedRequest, Streams } from './streams';

/** A response that takes longer than this will never arrive. */
const patienceMs = 60_000;
const retryMs = 40;

/** What the clients have been told so far. */
export class Progress {
  /** Points of requests with status 200. */
  acknowledged = 0;
  retries = 0;
  /** Responses that were wrong. */
  readonly complaints: string[] = [];
  #waiting: { isReached: (sentMs: number) => boolean; resolve: () => void }[] = [];

  note(points: number, sentMs: number) {
    this.acknowledged += points;
    this.#waiting = this.#waiting.filter(({ isReached, resolve }) => {
      if (!isReached(sentMs)) return true;
      resolve();
      return false;
    });
  }

  /** Resolves with the response that reaches this number of points. */
  reaches(points: number): Promise<void> {
    if (this.acknowledged >= points) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ isReached: () => this.acknowledged >= points, resolve });
    });
  }

  /** Resolves with the first response to a request that is sent from now on. */
  goesOn(): Promise<void> {
    const nowMs = performance.now();
    return new Promise((resolve) => {
      this.#waiting.push({ isReached: (sentMs) => sentMs >= nowMs, resolve });
    });
  }
}

/** One attempt: returns the text of the response, or null if the request has to be sent again. */
async function attempt(url: string, { body, contentType, query, key }: PlannedRequest) {
  try {
    const response = await fetch(`${url}/api/metrics${query}`, {
      method: 'POST',
      headers: { 'content-type': contentType, ...(key !== undefined && { 'idempotency-key': key }) },
      body,
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await response.text();
    if (response.ok) return text;
    if (response.status === 429 || response.status >= 500) return null;
    throw new Error(`a valid request returned ${response.status}: ${text}`);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function check(request: PlannedRequest, text: string, wasRetried: boolean): string | undefined {
  const { accepted, duplicate, conflict, replaced } = ingestResultSchema.parse(JSON.parse(text));
  const counts = { accepted, duplicate, conflict, ...(replaced !== undefined && { replaced }) };
  const sum = accepted + duplicate + conflict + (replaced ?? 0);
  // A retry whose first attempt arrived finds its points stored, unless its key returns the first response
  // again.
  const isAsPlanned = isDeepStrictEqual(counts, request.counts);
  if (isAsPlanned || (wasRetried && request.key === undefined && sum === request.points.length)) return;
  return `answered ${JSON.stringify(counts)} instead of ${JSON.stringify(request.counts)}`;
}

/**
 * Sends the requests of one client in order, each to the address for its number, and repeats each until it is
 * answered.
 */
export async function postInOrder(
  urlOf: (request: number) => string,
  requests: PlannedRequest[],
  progress: Progress,
) {
  for (const [index, request] of requests.entries()) {
    let text: string | null = null;
    let sentMs = 0;
    let attempts = 0;
    while (text === null) {
      if (attempts > 0) await pause(retryMs);
      sentMs = performance.now();
      attempts += 1;
      text = await attempt(urlOf(index), request);
    }
    progress.retries += attempts - 1;
    const complaint = check(request, text, attempts > 1);
    if (complaint) progress.complaints.push(complaint);
    progress.note(request.points.length, sentMs);
  }
}

/**
 * Runs all clients at once, each posting its requests in order and repeating them until they are answered.
 */
export async function postStreams(url: string, { clients }: Streams, progress: Progress): Promise<void> {
  await Promise.all(clients.map((requests) => postInOrder(() => url, requests, progress)));
}
