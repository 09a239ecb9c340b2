import { Agent, request } from 'node:http';

/** Half of the clients post single points, the other half batches of this size. */
export const batchPoints = 100;
const clients = 16;
const seriesPerClient = 8;
const stepMs = 1000;
/** Number of points after which a series changes its level, so that drifts begin and end all the time. */
const stretchPoints = 4000;

export const seriesCount = clients * seriesPerClient;

/** Seeded, so that every run posts the same values. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: clients });

/** An app and a key for it. */
export interface Target {
  url: string;
  key: string;
}

/**
 * Returns the status; 0 if there is no response, for example if the server closes an idle connection while it
 * is reused.
 */
export function post({ url, key }: Target, body: string): Promise<number> {
  return new Promise((resolve) => {
    const fail = () => resolve(0);
    const sent = request(`${url}/api/metrics`, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        authorization: `Bearer ${key}`,
      },
    });
    sent.once('response', (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
      answer.once('error', fail);
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

export interface LoadEvents {
  /** Called for a request with status 200, with its points and its duration. */
  onAnswer: (points: number, elapsedMs: number) => void;
  onRefusal: (status: number) => void;
}

/** Clients that post until they are stopped; each has its own series and continues where it ended. */
export class Load {
  readonly #target: Target;
  readonly #startMs: number;
  readonly #posted = new Int32Array(seriesCount);
  readonly #random = generator(17);
  #isWanted = true;

  constructor(target: Target, startMs: number) {
    this.#target = target;
    this.#startMs = startMs;
  }

  #nextPoint(series: number) {
    const index = this.#posted[series] as number;
    this.#posted[series] = index + 1;
    const isHigh = Math.floor((index + series * 100) / stretchPoints) % 2 === 1;
    const noise = this.#random() + this.#random() + this.#random() - 1.5;
    return {
      model_id: `soak-${String(series).padStart(3, '0')}`,
      metric: 'value',
      value: (isHigh ? 14 : 10) + noise,
      ts: this.#startMs + index * stepMs,
    };
  }

  async #client(number: number, pointsPerSecond: number, { onAnswer, onRefusal }: LoadEvents) {
    const size = number % 2 === 0 ? 1 : batchPoints;
    const everyMs = (size / pointsPerSecond) * 1000;
    const beginMs = performance.now() + this.#random() * Math.min(everyMs, 1000);
    for (let turn = 0; this.#isWanted; turn += 1) {
      const waitMs = beginMs + turn * everyMs - performance.now();
      if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
      const series = number * seriesPerClient + (turn % seriesPerClient);
      const points = Array.from({ length: size }, () => this.#nextPoint(series));
      const body = JSON.stringify(size === 1 ? points[0] : points);
      for (let status = 0; status !== 200; ) {
        const sentMs = performance.now();
        status = await post(this.#target, body);
        if (status === 200) onAnswer(size, performance.now() - sentMs);
        else onRefusal(status);
      }
    }
  }

  /**
   * Posts at a rate in points per second until `untilMs` of the clock; `Infinity` posts as fast as responses
   * arrive.
   */
  async run(rate: number, forMs: number, events: LoadEvents): Promise<void> {
    this.#isWanted = true;
    const timer = setTimeout(() => {
      this.#isWanted = false;
    }, forMs);
    const singles = clients / 2;
    // A tenth of the points is posted one by one.
    const rateOf = (number: number) => ((number % 2 === 0 ? 0.1 : 0.9) * rate) / singles;
    await Promise.all(
      Array.from({ length: clients }, (_, number) => this.#client(number, rateOf(number), events)),
    );
    clearTimeout(timer);
  }
}
