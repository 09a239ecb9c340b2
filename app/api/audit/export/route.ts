import { onlyAllows, readQuery, streamRoute } from '@/lib/http/server';
import { auditExportQuerySchema } from '@/lib/schemas/audit';
import { exportAudit } from '@/lib/services/audit/export-audit';
import { operator } from '@/lib/services/call';

const types = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** Reads a piece when the client has taken the one before; the end of its connection ends the export. */
function toStream(pieces: AsyncGenerator<string, void>, first: IteratorResult<string, void>) {
  const encoder = new TextEncoder();
  let next: IteratorResult<string, void> | undefined = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = next ?? (await pieces.next());
        next = undefined;
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await pieces.return();
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
  const pieces = exportAudit({ actor: operator, input });
  // Before the response begins, so that a failure is a problem document.
  const first = await pieces.next();
  return new Response(toStream(pieces, first), { headers });
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');
