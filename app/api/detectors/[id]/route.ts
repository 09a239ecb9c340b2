import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, readQuery, route } from '@/lib/http/server';
import { dryRunQuerySchema } from '@/lib/schemas/detector-change';
import { deleteDetector } from '@/lib/services/detectors/delete-detector';
import { getDetector } from '@/lib/services/detectors/get-detector';
import { previewDeletion, previewUpdate } from '@/lib/services/detectors/preview-change';
import { updateDetector } from '@/lib/services/detectors/update-detector';

type Params = { id: string };

export const GET = route<Params>(async (_request, { params }) => {
  const { id } = await params;
  return Response.json(await getDetector({ actor: caller(), input: { id } }));
});

export const PATCH = route<Params>(async (request, { params }) => {
  const { id } = await params;
  const body = await readJson(request);
  if (readQuery(request, dryRunQuerySchema).dry_run)
    return Response.json(await previewUpdate({ actor: caller(), input: { id, body } }));
  return Response.json(await updateDetector({ actor: caller(), input: { id, body } }));
});

export const DELETE = route<Params>(async (request, { params }) => {
  const { id } = await params;
  if (readQuery(request, dryRunQuerySchema).dry_run)
    return Response.json(await previewDeletion({ actor: caller(), input: { id } }));
  await deleteDetector({ actor: caller(), input: { id } });
  return new Response(null, { status: 204 });
});

export const { POST, PUT, OPTIONS } = onlyAllows('GET', 'PATCH', 'DELETE');
