import type { QueuedRequest } from './ingest-request';

/** A flush takes requests until it has this many points; a larger request is a flush of its own. */
const maxPoints = 10_000;
/** A request whose detectors need more elementary operations is costly: some milliseconds. */
const costlyOperations = 1_000_000;
/** What the detectors of one flush may need, as they state it; a single request may need more. */
const maxOperations = { cheap: 10_000_000, costly: 100_000_000 };

/** Only what the batch depends on. */
export type BatchRequest = Pick<QueuedRequest, 'points' | 'claims' | 'cost' | 'onConflict' | 'idempotency'>;

export const isCostly = ({ cost }: Pick<QueuedRequest, 'cost'>): boolean => cost > costlyOperations;

/** Requests for one flush, and those that go on waiting, both in order. */
export interface Batch<Waiting> {
  taken: Waiting[];
  left: Waiting[];
  points: number;
  isCostly: boolean;
}

export interface BatchConditions {
  /** What each flush under way has for itself; see `QueuedRequest.claims`. */
  held: readonly ReadonlySet<string>[];
  mayBeCheap: boolean;
  mayBeCostly: boolean;
}

/**
 * Takes waiting requests in order, without those that touch what a flush, or an earlier request that was
 * left, has for itself. Costly requests share a flush with each other only, so that nobody else waits for
 * their detectors. A request that replaces values is alone: what its points were is known then before
 * anything else of its series.
 */
export function takeBatch<Waiting extends { request: BatchRequest }>(
  waiting: readonly Waiting[],
  { held, mayBeCheap, mayBeCostly }: BatchConditions,
): Batch<Waiting> {
  const batch: Batch<Waiting> = { taken: [], left: [], points: 0, isCostly: false };
  const blocked = new Set<string>();
  const keys = new Set<string>();
  let operations = 0;
  let isFull = false;

  const fits = (request: BatchRequest): boolean => {
    if (batch.taken.length === 0) return isCostly(request) ? mayBeCostly : mayBeCheap;
    return (
      isCostly(request) === batch.isCostly &&
      request.onConflict !== 'replace' &&
      batch.points + request.points.length <= maxPoints &&
      operations + request.cost <= (batch.isCostly ? maxOperations.costly : maxOperations.cheap)
    );
  };
  const isFree = ({ claims, idempotency }: BatchRequest): boolean =>
    !claims.some((claim) => blocked.has(claim) || held.some((own) => own.has(claim))) &&
    (idempotency === undefined || !keys.has(idempotency.key));

  for (const one of waiting) {
    const { request } = one;
    if (isFull) {
      batch.left.push(one);
      continue;
    }
    if (!fits(request) || !isFree(request)) {
      batch.left.push(one);
      for (const claim of request.claims) blocked.add(claim);
      continue;
    }
    batch.isCostly = isCostly(request);
    batch.taken.push(one);
    batch.points += request.points.length;
    operations += request.cost;
    if (request.idempotency) keys.add(request.idempotency.key);
    isFull = request.onConflict === 'replace' || batch.points >= maxPoints;
  }
  return batch;
}
