import { caller } from '@/lib/http/caller';
import { inLongTurn } from '@/lib/http/read-turns';
import { onlyAllows, readQuery, streamRoute } from '@/lib/http/server';
import { auditExportQuerySchema } from '@/lib/schemas/audit';
import { exportAudit } from '@/lib/services/audit/export-audit';

const types = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

type Piece = IteratorResult<string, void>;

/**
 * Reads a piece when the client has taken the one before; the end of its connection ends the export.
 *
 * @param read reads the next piece
 */
function toStream(read: () => Promise<Piece>, first: Piece, end: () => Promise<unknown>) {
  const encoder = new TextEncoder();
  let next: Piece | undefined = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = next ?? (await read());
        next = undefined;
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await end();
      },
    },
    { highWaterMark: 0 },
  );
}

export const GET = streamRoute(async (request) => {
  const input = readQuery(request, auditExportQuerySchema);
  const headers = {
    'content-type': types[input.format],
    'content-disposition': `attachment; filename="driftwatch-audit.${input.format}"`,
    'cache-control': 'no-store',
  };
  if (request.method === 'HEAD') return new Response(null, { headers });
  const actor = caller();
  const pieces = exportAudit({ actor, input });
  const read = () => inLongTurn(actor.name, () => pieces.next(), request.signal);
  // Before the response begins, so that a failure is a problem document.
  const first = await read();
  return new Response(
    toStream(read, first, () => pieces.return()),
    { headers },
  );
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');
