import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, route } from '@/lib/http/server';
import { updateMetric } from '@/lib/services/metrics/update-metric';

/** Sets unit, direction and bounds of a metric, for all models. */
export const PATCH = route<{ name: string }>(async (request, { params }) => {
  const { name } = await params;
  const body = await readJson(request);
  return Response.json(await updateMetric({ actor: caller(), input: { name, body } }));
});

export const { GET, POST, PUT, DELETE, OPTIONS } = onlyAllows('PATCH');
