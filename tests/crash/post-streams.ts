import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { ingestResultSchema } from '@/lib/schemas/metrics';
import type { PlannedRequest, Streams } from './streams';

/** An answer that takes longer than this will never come. */
const patienceMs = 60_000;
const retryMs = 40;

/** What the clients have been told so far. */
export class Progress {
  /** Points of requests that were answered 200. */
  acknowledged = 0;
  retries = 0;
  /** What an answer said that it should not have said. */
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

  /** Resolves with the answer that makes it so many points. */
  reaches(points: number): Promise<void> {
    if (this.acknowledged >= points) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ isReached: () => this.acknowledged >= points, resolve });
    });
  }

  /** Resolves with the first answer to a request that is sent from now on. */
  goesOn(): Promise<void> {
    const nowMs = performance.now();
    return new Promise((resolve) => {
      this.#waiting.push({ isReached: (sentMs) => sentMs >= nowMs, resolve });
    });
  }
}

/** One attempt: the answer's text, or null when it has to be sent again. */
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
    throw new Error(`a good request was answered ${response.status}: ${text}`);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function check(request: PlannedRequest, text: string, wasRetried: boolean): string | undefined {
  const { accepted, duplicate, conflict, replaced } = ingestResultSchema.parse(JSON.parse(text));
  const counts = { accepted, duplicate, conflict, ...(replaced !== undefined && { replaced }) };
  const sum = accepted + duplicate + conflict + (replaced ?? 0);
  // A retry whose first attempt arrived finds its points there already, unless its key gives the first answer again.
  const isAsPlanned = isDeepStrictEqual(counts, request.counts);
  if (isAsPlanned || (wasRetried && request.key === undefined && sum === request.points.length)) return;
  return `answered ${JSON.stringify(counts)} instead of ${JSON.stringify(request.counts)}`;
}

/** One client's requests in order, each to the address for its number, again until it is answered. */
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

/** All clients at once, each posting its requests in order and again until they are answered. */
export async function postStreams(url: string, { clients }: Streams, progress: Progress): Promise<void> {
  await Promise.all(clients.map((requests) => postInOrder(() => url, requests, progress)));
}
