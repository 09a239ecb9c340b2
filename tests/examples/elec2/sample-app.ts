import type { SampleDetector } from '../../../examples/elec2/sample-detectors';
import type { SamplePoint } from '../../../examples/elec2/sample-points';
import type { IngestResult } from '../../../lib/schemas/metrics';

export interface SentRequest {
  method: string;
  path: string;
  points: SamplePoint[];
}

/**
 * The part of the HTTP interface that the sample uses, in memory, as a `fetch`. It identifies points by
 * (metric, ts) and pages detectors one by one. It detects only the given drifts, in the response to the first
 * new point.
 */
export function sampleApp(detected: IngestResult['detected'] = []) {
  const requests: SentRequest[] = [];
  const detectors: SampleDetector[] = [];
  const values = new Map<string, number>();

  function ingest(points: SamplePoint[]): IngestResult {
    const isFirst = values.size === 0;
    const fresh = points.filter(({ metric, ts }) => !values.has(`${metric} ${ts}`));
    for (const { metric, ts, value } of fresh) values.set(`${metric} ${ts}`, value);
    const conflict = points.filter(({ metric, ts, value }) => values.get(`${metric} ${ts}`) !== value).length;
    return {
      accepted: fresh.length,
      duplicate: points.length - fresh.length - conflict,
      conflict,
      late: 0,
      conflicts: [],
      detected_count: detected.length,
      detected: isFirst ? detected : [],
    };
  }

  function listOne(cursor: string | null) {
    const at = Number(cursor ?? 0);
    const items = detectors.slice(at, at + 1).map(({ name }) => ({ id: name, name }));
    return { items, next_cursor: at + 1 < detectors.length ? String(at + 1) : null };
  }

  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input);
    const body = typeof init?.body === 'string' ? JSON.parse(init.body) : {};
    const method = init?.method ?? 'GET';
    requests.push({ method, path: pathname, points: body.points ?? [] });
    if (pathname === '/api/metrics') return Response.json(ingest(body.points));
    if (method === 'GET') return Response.json(listOne(searchParams.get('cursor')));
    detectors.push(body);
    return Response.json({ id: body.name, name: body.name }, { status: 201 });
  };
  return { fetch, requests, detectors };
}
