import { caller } from '../../http/caller';
import { currentRequest } from '../../telemetry/request-context';
import type { Answer } from './answer';
import { handleMetrics } from './handle-metrics';

function streamOf(parts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = parts[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

function toResponse({ status, headers, body }: Answer): Response {
  return new Response(typeof body === 'string' ? body : streamOf(body), { status, headers });
}

/** The handler of points for who speaks fetch. */
export async function answerFetch(request: Request): Promise<Response> {
  const answer = await handleMetrics({
    // The gate has counted the request, and only the front path counts points: keys post there.
    caller: { actor: caller(), pointsPerMinute: null },
    headers: (name) => request.headers.get(name) ?? undefined,
    query: new URL(request.url).search.slice(1),
    // Node's web streams iterate; TypeScript's DOM library does not know.
    body: (request.body as unknown as AsyncIterable<Uint8Array> | null) ?? Buffer.alloc(0),
    // Next does not say.
    address: undefined,
    isGone: () => request.signal.aborted,
    requestId: currentRequest()?.requestId,
    traceparent: currentRequest()?.traceparent,
  });
  return toResponse(answer);
}
