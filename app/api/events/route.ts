import { caller } from '@/lib/http/caller';
import { onlyAllows, streamRoute } from '@/lib/http/server';
import { type EventStream, eventHub } from '@/lib/services/events/event-hub';
import { mayHear } from '@/lib/services/events/may-hear';

/**
 * Bytes that may wait for a client; one that does not read them is cut, and comes back for what it missed.
 */
const maxWaitingBytes = 64 * 1024;

/** Proxies must neither keep nor gather it, and Next must not compress it, which would hold messages back. */
const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * What has changed, as it happens: server-sent events. The hub is asked before the answer begins, so that a
 * refusal is a problem document.
 */
async function answer(request: Request): Promise<Response> {
  if (request.method === 'HEAD') return new Response(null, { headers });
  const hub = eventHub();
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const actor = caller();
  const stream: EventStream = {
    who: actor.name,
    hears: (row) => mayHear(actor, row),
    send(text) {
      if ((controller?.desiredSize ?? 0) <= 0) return false;
      controller?.enqueue(encoder.encode(text));
      return true;
    },
    end() {
      try {
        controller?.close();
      } catch {
        // The client has closed it.
      }
    },
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(own) {
        controller = own;
      },
      cancel: () => hub.close(stream),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: maxWaitingBytes }),
  );
  request.signal.addEventListener('abort', () => hub.close(stream), { once: true });
  await hub.open(stream, request.headers.get('last-event-id'));
  if (request.signal.aborted) hub.close(stream);
  return new Response(body, { headers });
}

export const GET = streamRoute(answer);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');
