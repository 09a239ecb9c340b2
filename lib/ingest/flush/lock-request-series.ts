import {
  findSeriesIds,
  freeSeries,
  insertSeries,
  lockSeries,
  type SeriesRow,
} from '../../db/sql/ensure-series';
import type { SqlRunner } from '../../db/sql-runner';
import { DriftwatchError } from '../../errors';
import { defaultsOfMetric } from '../../policy/known-metrics';
import type { PointGroup } from '../group-request';
import type { QueuedRequest } from '../ingest-request';
import type { PipelineMemory } from '../pipeline-memory';

/** The requests whose new series still fit under the cap, in order; the others are refused whole. */
function underCap(
  requests: QueuedRequest[],
  missing: Set<string>,
  { free, maxSeries }: { free: number; maxSeries: number },
): Map<QueuedRequest, DriftwatchError> {
  const refused = new Map<QueuedRequest, DriftwatchError>();
  const admitted = new Set<string>();
  for (const request of requests) {
    const fresh = request.groups.filter(
      ({ seriesKey }) => missing.has(seriesKey) && !admitted.has(seriesKey),
    );
    if (admitted.size + fresh.length <= free) {
      for (const { seriesKey } of fresh) admitted.add(seriesKey);
      continue;
    }
    const [first] = fresh;
    refused.set(
      request,
      new DriftwatchError(
        'LIMIT_EXCEEDED',
        `the request brings ${fresh.length} new series, and the database has room for ${Math.max(0, free - admitted.size)} ` +
          `(MAX_SERIES is ${maxSeries}); a label with a new value for every point is the usual cause`,
        {
          errors: first ? [{ index: first.indexes[0], field: 'labels', message: 'makes a new series' }] : [],
          retryable: false,
        },
      ),
    );
  }
  return refused;
}

async function makeMissing(
  sql: SqlRunner,
  requests: QueuedRequest[],
  groups: Map<string, PointGroup>,
  ids: Map<string, number>,
  maxSeries: number,
) {
  const missing = new Set([...groups.keys()].filter((text) => !ids.has(text)));
  if (missing.size === 0) return new Map<QueuedRequest, DriftwatchError>();
  const refused = underCap(requests, missing, {
    free: await freeSeries(sql, missing.size, maxSeries),
    maxSeries,
  });
  const wanted = new Map(
    requests
      .filter((request) => !refused.has(request))
      .flatMap((request) => request.groups.filter(({ seriesKey }) => missing.has(seriesKey)))
      .map((group) => [group.seriesKey, group.key]),
  );
  if (wanted.size === 0) return refused;
  const keys = [...wanted.values()];
  const names = [...new Set(keys.map((key) => key.metric))];
  await insertSeries(
    sql,
    keys,
    names.map((name) => ({ name, ...defaultsOfMetric(name) })),
  );
  await find(sql, wanted.keys(), groups, ids);
  return refused;
}

async function find(
  sql: SqlRunner,
  texts: Iterable<string>,
  groups: Map<string, PointGroup>,
  ids: Map<string, number>,
) {
  const wanted = [...texts].flatMap((text) => groups.get(text) ?? []);
  if (wanted.length === 0) return;
  const found = await findSeriesIds(
    sql,
    wanted.map((group) => group.key),
  );
  for (const [index, id] of found.entries())
    if (id !== null) ids.set((wanted[index] as PointGroup).seriesKey, id);
}

/**
 * The series of some requests by `seriesKey`, made where they are missing, with their rows locked in id order
 * until the transaction ends; and the requests that are refused because they would exceed the cap on series.
 */
export async function lockRequestSeries(
  sql: SqlRunner,
  requests: QueuedRequest[],
  memory: Pick<PipelineMemory, 'directory' | 'maxSeries'>,
): Promise<{ rows: Map<string, SeriesRow>; refused: Map<QueuedRequest, DriftwatchError> }> {
  const groups = new Map(
    requests.flatMap((request) => request.groups.map((group) => [group.seriesKey, group] as const)),
  );
  const ids = new Map<string, number>();
  for (const text of groups.keys()) {
    const id = memory.directory.get(text);
    if (id !== undefined) ids.set(text, id);
  }
  const unknown = [...groups.keys()].filter((text) => !ids.has(text));
  await find(sql, unknown, groups, ids);
  const refused = await makeMissing(sql, requests, groups, ids, memory.maxSeries);
  const locked = await lockSeries(sql, [...ids.values()]);
  const byId = new Map(locked.map((row) => [row.id, row]));
  const rows = new Map<string, SeriesRow>();
  const admitted = new Set(
    requests
      .filter((request) => !refused.has(request))
      .flatMap((request) => request.groups.map(({ seriesKey }) => seriesKey)),
  );
  for (const [text, id] of ids) {
    if (!admitted.has(text)) continue;
    const row = byId.get(id);
    const key = groups.get(text)?.key;
    if (row && row.modelId === key?.modelId && row.metric === key.metric && row.labelsKey === key.labelsKey) {
      rows.set(text, row);
      continue;
    }
    // The row went since this process last saw it: look it up, or make it, as if it had never been known.
    memory.directory.delete(text);
    return lockRequestSeries(sql, requests, memory);
  }
  return { rows, refused };
}
