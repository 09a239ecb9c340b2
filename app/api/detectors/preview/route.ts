import { caller } from '@/lib/http/caller';
import { inPreviewTurn } from '@/lib/http/preview-turns';
import { toProblem } from '@/lib/http/problem';
import { onlyAllows, readJson, streamRoute } from '@/lib/http/server';
import type { PreviewProgress } from '@/lib/schemas/preview';
import { previewDetector } from '@/lib/services/preview/preview-detector';

const headers = { 'cache-control': 'no-store' };

/** The answer as lines of JSON: progress, then the result or the problem. Ends when the client goes away. */
function inLines(
  preview: (report: (progress: PreviewProgress) => void) => Promise<unknown>,
  abandon: () => void,
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    async start(controller) {
      const say = (line: object) => controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      try {
        say({ result: await preview((progress) => say({ progress })) });
      } catch (error) {
        try {
          say({ problem: toProblem(error) });
        } catch {
          return;
        }
      }
      controller.close();
    },
    cancel: abandon,
  });
  return new Response(body, { headers: { ...headers, 'content-type': 'application/x-ndjson' } });
}

/**
 * What a detector would do; see `previewDetector`. With `Accept: application/x-ndjson` progress comes first.
 * It changes nothing, and takes turns of its own.
 */
export const POST = streamRoute(async (request) => {
  const body = await readJson(request);
  const abandoned = new AbortController();
  const signal = AbortSignal.any([request.signal, abandoned.signal]);
  const preview = (report?: (progress: PreviewProgress) => void) =>
    inPreviewTurn(
      () => previewDetector({ actor: caller(), input: { body, signal, ...(report && { report }) } }),
      signal,
    );
  if (request.headers.get('accept')?.includes('application/x-ndjson'))
    return inLines(preview, () => abandoned.abort());
  return Response.json(await preview(), { headers });
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');
