import { caller } from '@/lib/http/caller';
import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { episodeQuerySchema } from '@/lib/schemas/episodes';
import { listEpisodes } from '@/lib/services/detectors/list-episodes';

/** Where a detector was in drift; of a shadow, what would have been incidents. */
export const GET = route<{ id: string }>(async (request, { params }) => {
  const { id } = await params;
  const query = readQuery(request, episodeQuerySchema);
  return Response.json(await listEpisodes({ actor: caller(), input: { id, query } }));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');
