import { caller } from '@/lib/http/caller';
import { onlyAllows, route } from '@/lib/http/server';
import { restoreDetector } from '@/lib/services/detectors/restore-detector';

/** Undoes a deletion of the last hour. */
export const POST = route<{ id: string }>(async (_request, { params }) => {
  const { id } = await params;
  return Response.json(await restoreDetector({ actor: caller(), input: { id } }));
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');
