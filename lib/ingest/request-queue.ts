import { DriftwatchError } from '../errors';
import type { IngestResult } from '../schemas/metrics';
import type { QueuedRequest } from './ingest-request';
import { type Batch, type BatchConditions, isCostly, takeBatch } from './take-batch';

export interface Waiting {
  request: QueuedRequest;
  resolve: (result: IngestResult) => void;
  reject: (error: unknown) => void;
}

const noRoom = (waiting: number, capacity: number) =>
  new DriftwatchError(
    'LIMIT_EXCEEDED',
    `${waiting} points wait to be written and there is room for ${capacity}; nothing of this request ` +
      'was stored, send it again shortly',
  );

/** The requests that wait for a flush, in the order of their arrival, bounded by their points. */
export class RequestQueue {
  /** Points that may wait. */
  readonly capacity: number;
  #waiting: Waiting[] = [];
  #points = 0;
  /** How many of those that wait are costly. */
  #costly = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get length(): number {
    return this.#waiting.length;
  }

  get points(): number {
    return this.#points;
  }

  get hasCostly(): boolean {
    return this.#costly > 0;
  }

  /** Returns why a request of so many points has no place; null if it has one. An empty queue takes any. */
  refusal(pointCount: number): DriftwatchError | null {
    const isFull = this.#points > 0 && this.#points + pointCount > this.capacity;
    return isFull ? noRoom(this.#points, this.capacity) : null;
  }

  add(one: Waiting): void {
    this.#waiting.push(one);
    this.#points += one.request.points.length;
    if (isCostly(one.request)) this.#costly += 1;
  }

  /** Says again what the requests cost. */
  price(costOf: (request: QueuedRequest) => number): void {
    for (const { request } of this.#waiting) request.cost = costOf(request);
    this.#costly = this.#waiting.filter(({ request }) => isCostly(request)).length;
  }

  /** Takes the requests of one flush; see `takeBatch`. */
  take(conditions: BatchConditions): Batch<Waiting> {
    const batch = takeBatch(this.#waiting, conditions);
    this.#waiting = batch.left;
    this.#points -= batch.points;
    if (batch.isCostly) this.#costly -= batch.taken.length;
    return batch;
  }

  /** Empties the queue; returns what waited. */
  clear(): Waiting[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#points = 0;
    this.#costly = 0;
    return waiting;
  }
}
