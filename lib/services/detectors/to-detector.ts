import type { Prisma } from '../../db/types';
import { type Detector, paramsSchema } from '../../schemas/detectors';

/** The relations loaded with every detector. */
export const detectorInclude = {
  _count: { select: { runs: true, incidents: { where: { state: { not: 'resolved' } } } } },
} as const satisfies Prisma.DetectorInclude;

type DetectorRow = Prisma.DetectorGetPayload<{ include: typeof detectorInclude }>;

export function toDetector(row: DetectorRow): Detector {
  return {
    id: row.id,
    name: row.name,
    model_pattern: row.modelPattern,
    metric_pattern: row.metricPattern,
    method: row.method,
    params: paramsSchema.parse(row.params),
    min_change:
      row.minChange === null || row.minChangeUnit === null
        ? null
        : { value: row.minChange, unit: row.minChangeUnit },
    adopt: row.adopt,
    adopt_after_days: row.adoptAfterDays,
    enabled: row.enabled,
    mode: row.mode,
    revision: row.revision,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    series_count: row._count.runs,
    open_incident_count: row._count.incidents,
  };
}
