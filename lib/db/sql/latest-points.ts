import type { Database, Transaction } from '../client';

export interface PointRow {
  seriesId: number;
  ts: Date;
  value: number;
}

/** The last `limit` points of each series, oldest first. */
export function latestPoints(db: Database | Transaction, seriesIds: number[], limit: number) {
  return db.$queryRaw<PointRow[]>`
    SELECT wanted.id AS "seriesId", latest.ts, latest.value FROM unnest(${seriesIds}::int[]) AS wanted(id)
    CROSS JOIN LATERAL (
      SELECT ts, value FROM points WHERE series_id = wanted.id ORDER BY ts DESC LIMIT ${limit}
    ) AS latest ORDER BY wanted.id, latest.ts`;
}
