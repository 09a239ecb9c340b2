import type { Prisma } from '../../db/types';
import type { Annotation } from '../../schemas/annotations';

/** Converts an annotation to the form of the API. */
export function toAnnotation(
  row: Prisma.AnnotationGetPayload<object>,
  names: ReadonlyMap<string, string>,
): Annotation {
  return {
    id: row.id,
    model_id: row.modelId,
    metric: row.metric,
    ts: row.ts.toISOString(),
    end_ts: row.endTs?.toISOString() ?? null,
    kind: row.kind,
    text: row.text,
    created_at: row.createdAt.toISOString(),
    created_by: row.createdBy,
    created_by_name: names.get(row.createdBy) ?? null,
  };
}

/** What its audit rows keep of an annotation. */
export function toAuditedAnnotation(row: Prisma.AnnotationGetPayload<object>) {
  const { metric, ts, end_ts, kind, text } = toAnnotation(row, new Map());
  return { metric, ts, end_ts, kind, text };
}
