import { loadSample } from '@/examples/elec2/load-sample';
import { sampleDetectors } from '@/examples/elec2/sample-detectors';
import { sampleModelId } from '@/examples/elec2/sample-points';
import { caller } from '@/lib/http/caller';
import { onlyAllows, route } from '@/lib/http/server';
import { deleteSample, getSample } from '@/lib/services/sample/delete-sample';
import { POST as createDetector, GET as listDetectors } from '../detectors/route';
import { POST as postMetrics } from '../metrics/route';

/** The routes the sample goes through; called here and not by network, so that it works behind any proxy. */
const handlers: Record<string, typeof listDetectors> = {
  'GET /api/detectors': listDetectors,
  'POST /api/detectors': createDetector,
  'POST /api/metrics': postMetrics,
};

const dispatch: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const handler = handlers[`${request.method} ${new URL(request.url).pathname}`];
  if (!handler) throw new Error(`the sample asked for ${request.method} ${request.url}`);
  return handler(request, { params: Promise.resolve({}) });
};

const sample = { modelId: sampleModelId, detectorNames: sampleDetectors.map(({ name }) => name) };

type Load = ReturnType<typeof loadSample>;

/** Two clicks at once share one load: each alone would create the detectors. */
let underWay: Load | null = null;

/** Trains the sample's model and posts its days as a client would; safe to repeat. */
export const POST = route(async (request) => {
  underWay ??= loadSample({ fetch: dispatch, baseUrl: new URL(request.url).origin }).finally(() => {
    underWay = null;
  });
  const { detectorsCreated, detectorsReused, ...load } = await underWay;
  return Response.json({
    model_id: sampleModelId,
    detectors_created: detectorsCreated,
    detectors_reused: detectorsReused,
    ...load,
  });
});

/** Whether the sample is there, with how many of its detectors. */
export const GET = route(async () => Response.json(await getSample({ actor: caller(), input: sample })));

/** Deletes the sample's model and detectors; those that watch another model by now stay. */
export const DELETE = route(async () =>
  Response.json(await deleteSample({ actor: caller(), input: sample })),
);

export const { PUT, PATCH, OPTIONS } = onlyAllows('GET', 'POST', 'DELETE');
