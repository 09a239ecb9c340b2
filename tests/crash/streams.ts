import type { IngestResult, PointInput } from '@/lib/schemas/metrics';
import { seededRandom } from '@/lib/stats/seeded-random';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const minuteMs = 60_000;
const sizes = [1, 1, 1, 2, 5, 20, 60, 200];

type Counts = Pick<IngestResult, 'accepted' | 'duplicate' | 'conflict' | 'replaced'>;

/** One POST: the request, and the response if it arrives once. */
export interface PlannedRequest {
  points: PointInput[];
  body: string;
  contentType: string;
  query: string;
  key: string | undefined;
  counts: Counts;
}

export interface Streams {
  /** The requests of each client in order; no two clients share a model. */
  clients: PlannedRequest[][];
  /** The values that must be stored in the end, by series and time. */
  values: Map<string, Map<number, number>>;
  pointCount: number;
}

export interface StreamOptions {
  seed: string;
  clients: number;
  /** Approximate number of points of all clients. */
  points: number;
}

export const seriesName = ({ model_id, metric }: PointInput) => `${model_id} ${metric}`;

/** Calm values with falls of accuracy and rises of latency, at different times for every model. */
class ModelStream {
  readonly #model: string;
  readonly #random: () => number;
  readonly #stretch: number;
  #next = 0;
  /** Minutes skipped at first, which arrive late. */
  readonly #holes: number[] = [];

  constructor(model: string, random: () => number) {
    this.#model = model;
    this.#random = random;
    this.#stretch = 250 + Math.floor(200 * random());
  }

  #pair(index: number): PointInput[] {
    const isBad = Math.floor(index / this.#stretch) % 2 === 1;
    const noise = () => this.#random() + this.#random() - 1;
    const ts = startMs + index * minuteMs;
    return [
      { model_id: this.#model, metric: 'accuracy', value: (isBad ? 0.7 : 0.9) + 0.03 * noise(), ts },
      { model_id: this.#model, metric: 'latency_ms', value: (isBad ? 160 : 120) + 15 * noise(), ts },
    ];
  }

  take(count: number): PointInput[] {
    const points: PointInput[] = [];
    while (points.length < count) {
      if (this.#random() < 0.02) this.#holes.push(this.#next++);
      points.push(...this.#pair(this.#next++));
    }
    return points.slice(0, count);
  }

  late(): PointInput[] {
    return this.#holes.splice(0, 3).flatMap((index) => this.#pair(index));
  }
}

/** Returns the counts of a response, and applies the points to the values. */
function apply(values: Streams['values'], points: PointInput[], isReplacing: boolean): Counts {
  const counts: Counts = { accepted: 0, duplicate: 0, conflict: 0 };
  if (isReplacing) counts.replaced = 0;
  for (const point of points) {
    const name = seriesName(point);
    const series = values.get(name) ?? new Map<number, number>();
    values.set(name, series);
    const ts = point.ts as number;
    const stored = series.get(ts);
    if (stored === point.value) counts.duplicate += 1;
    else if (stored !== undefined && !isReplacing) counts.conflict += 1;
    else if (stored !== undefined) counts.replaced = (counts.replaced ?? 0) + 1;
    else counts.accepted += 1;
    if (stored === undefined || isReplacing) series.set(ts, point.value);
  }
  return counts;
}

interface Shape {
  points: PointInput[];
  isReplacing: boolean;
  isNew: boolean;
}

/**
 * Mostly the next points; sometimes late ones, repeated ones, ones with another value, and ones to be
 * replaced.
 */
function nextShape(stream: ModelStream, sent: PointInput[], random: () => number): Shape {
  const dice = random();
  const size = sizes[Math.floor(random() * sizes.length)] as number;
  const earlier = sent.slice(-40).filter((_, index) => index % 3 === 0);
  const changed = () => earlier.map((point, index) => ({ ...point, value: point.value + (index % 2) }));
  if (dice < 0.04 && earlier.length > 0) return { points: changed(), isReplacing: false, isNew: false };
  if (dice < 0.06 && earlier.length > 0) return { points: changed(), isReplacing: true, isNew: false };
  const late = dice < 0.12 ? stream.late() : [];
  return { points: late.length > 0 ? late : stream.take(size), isReplacing: false, isNew: true };
}

/**
 * Plans streams that are the same for the same options: every point has its own time and the requests have a
 * fixed order.
 */
export function planStreams({ seed, clients, points: wanted }: StreamOptions): Streams {
  const streams: Streams = { clients: [], values: new Map(), pointCount: 0 };
  for (let client = 0; client < clients; client += 1) {
    const random = seededRandom(`${seed} client ${client}`);
    const models = [0, 1].map((model) => ({
      stream: new ModelStream(`model-${client}-${model}`, random),
      sent: [] as PointInput[],
    }));
    const requests: PlannedRequest[] = [];
    for (let count = 0; count < wanted / clients; ) {
      const { stream, sent } = models[Math.floor(random() * models.length)] as (typeof models)[number];
      const { points, isReplacing, isNew } = nextShape(stream, sent, random);
      if (isNew) sent.push(...points);
      count += points.length;
      const isLines = random() < 0.2;
      requests.push({
        points,
        body: isLines ? points.map((point) => JSON.stringify(point)).join('\n') : JSON.stringify(points),
        contentType: isLines ? 'application/x-ndjson' : 'application/json',
        query: isReplacing ? '?on_conflict=replace' : '',
        key: random() < 0.3 ? `${client}-${requests.length}` : undefined,
        counts: apply(streams.values, points, isReplacing),
      });
      streams.pointCount += points.length;
    }
    streams.clients.push(requests);
  }
  return streams;
}
