import type { IngestRequest, PointSink } from '@/lib/ingest/ingest-request';
import { type IngestResult, ingestResultSchema } from '@/lib/schemas/metrics';

/** A body that arrives in these chunks. */
export async function* arriving(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

/** The body cut in two at every place, and into single bytes. */
export function* cuts(text: string): Generator<Uint8Array[]> {
  const bytes = Buffer.from(text);
  for (let at = 0; at <= bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export function resultOf(accepted: number): IngestResult {
  return ingestResultSchema.parse({
    accepted,
    duplicate: 0,
    conflict: 0,
    late: 0,
    conflicts: [],
    detected: [],
    detected_count: 0,
  });
}

/** Takes everything, and remembers it. */
export class RecordingSink implements PointSink {
  readonly requests: IngestRequest[] = [];

  async submit(request: IngestRequest): Promise<IngestResult> {
    this.requests.push(request);
    return resultOf(request.points.length);
  }
}
