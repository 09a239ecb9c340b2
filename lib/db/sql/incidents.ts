import type { SqlRunner } from '../sql-runner';

/** An incident as it is inserted; one whose episode has ended already carries its end. */
export interface NewIncidentRow {
  id: string;
  detectorId: string;
  detectorName: string;
  method: string;
  seriesId: number;
  modelId: string;
  openedMs: number;
  onsetMs: number | null;
  value: number;
  delta: number | null;
  statistic: number;
  threshold: number;
  /** JSON text; it stays as it is, byte by byte. */
  evidence: string;
  evidenceHash: string;
  resolvedMs: number | null;
}

/** Evidence is a few kilobytes each: so many go into one statement. */
const rowsPerStatement = 500;

const time = (name: string) => `to_timestamp(${name} / 1000)`;

async function insertSome(run: SqlRunner, now: Date, rows: NewIncidentRow[]) {
  await run(
    `INSERT INTO incidents (id, detector_id, detector_name, method, series_id, model_id, opened_ts, onset_ts, value,
       delta, statistic, threshold, evidence, evidence_hash, state, resolved_ts, resolution, created_at)
     SELECT id, detector_id, detector_name, method, series_id, model_id, ${time('opened_ms')}, ${time('onset_ms')},
       value, delta, statistic, threshold, evidence::json, evidence_hash,
       (CASE WHEN resolved_ms IS NULL THEN 'open' ELSE 'resolved' END)::incident_state, ${time('resolved_ms')},
       CASE WHEN resolved_ms IS NULL THEN NULL ELSE 'recovered' END, $1::timestamptz
     FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::int[], $7::text[], $8::float8[], $9::float8[],
       $10::float8[], $11::float8[], $12::float8[], $13::float8[], $14::text[], $15::text[], $16::float8[])
       AS incoming(id, detector_id, detector_name, method, series_id, model_id, opened_ms, onset_ms, value, delta,
         statistic, threshold, evidence, evidence_hash, resolved_ms)`,
    [
      now,
      rows.map((row) => row.id),
      rows.map((row) => row.detectorId),
      rows.map((row) => row.detectorName),
      rows.map((row) => row.method),
      rows.map((row) => row.seriesId),
      rows.map((row) => row.modelId),
      rows.map((row) => row.openedMs),
      rows.map((row) => row.onsetMs),
      rows.map((row) => row.value),
      rows.map((row) => row.delta),
      rows.map((row) => row.statistic),
      rows.map((row) => row.threshold),
      rows.map((row) => row.evidence),
      rows.map((row) => row.evidenceHash),
      rows.map((row) => row.resolvedMs),
    ],
  );
}

export async function insertIncidents(run: SqlRunner, now: Date, rows: NewIncidentRow[]) {
  for (let at = 0; at < rows.length; at += rowsPerStatement) {
    await insertSome(run, now, rows.slice(at, at + rowsPerStatement));
  }
}

export interface EndedEpisode {
  detectorId: string;
  seriesId: number;
  /** Event time of the point that ended it. */
  resolvedMs: number;
}

/** Resolves the incidents that are open on some runs, as recovered; answers what they were. */
export function resolveOpenIncidents(run: SqlRunner, ended: EndedEpisode[]) {
  return run<{ id: string; fromStatus: string }>(
    `UPDATE incidents SET state = 'resolved', resolution = 'recovered', resolved_ts = ${time('ended.resolved_ms')}
     FROM unnest($1::uuid[], $2::int[], $3::float8[]) AS ended(detector_id, series_id, resolved_ms),
       LATERAL (
         SELECT id, state FROM incidents AS open WHERE open.detector_id = ended.detector_id
           AND open.series_id = ended.series_id AND open.state <> 'resolved'
       ) AS before
     WHERE incidents.id = before.id RETURNING incidents.id::text AS id, before.state::text AS "fromStatus"`,
    [
      ended.map((episode) => episode.detectorId),
      ended.map((episode) => episode.seriesId),
      ended.map((episode) => episode.resolvedMs),
    ],
  );
}
