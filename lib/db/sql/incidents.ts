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
  resolution: 'recovered' | 'new_level' | null;
  /** How often it became clearly worse within the flush, and of the last time what a row keeps. */
  escalationCount: number;
  escalation: Escalation | null;
  /** How large it was when it opened; null where the evidence does not tell. */
  change: IncidentChange | null;
  /** It was under way when its detector was primed. */
  foundAtPriming?: boolean;
}

/** The same as the policy's `IncidentChange`. */
interface IncidentChange {
  beforeMean: number;
  beforeSd: number | null;
  beforeCount: number;
  afterMean: number;
  afterCount: number;
}

/** A worsening: event time and value of the point that showed it, and what it added to the change. */
export interface Escalation {
  tsMs: number;
  value: number;
  delta: number | null;
}

/** Evidence is a few kilobytes each: so many go into one statement. */
const rowsPerStatement = 500;

const time = (name: string) => `to_timestamp(${name} / 1000)`;

async function insertSome(sql: SqlRunner, now: Date, rows: NewIncidentRow[]) {
  await sql(
    `INSERT INTO incidents (id, detector_id, detector_name, method, series_id, model_id, opened_ts, onset_ts, value,
       delta, statistic, threshold, evidence, evidence_hash, state, resolved_ts, resolution,
       escalation_count, escalated_ts, escalated_value, escalated_delta, before_mean, before_sd, before_count, after_mean,
       after_count, found_at_priming, created_at)
     SELECT id, detector_id, detector_name, method, series_id, model_id, ${time('opened_ms')}, ${time('onset_ms')},
       value, delta, statistic, threshold, evidence::json, evidence_hash,
       (CASE WHEN resolved_ms IS NULL THEN 'open' ELSE 'resolved' END)::incident_state, ${time('resolved_ms')},
       resolution, escalation_count, ${time('escalated_ms')}, escalated_value, escalated_delta, before_mean, before_sd,
       before_count, after_mean, after_count, found_at_priming, $1::timestamptz
     FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::int[], $7::text[], $8::float8[], $9::float8[],
       $10::float8[], $11::float8[], $12::float8[], $13::float8[], $14::text[], $15::text[], $16::float8[], $17::text[],
       $18::int[], $19::float8[], $20::float8[], $21::float8[], $22::float8[], $23::float8[], $24::int[], $25::float8[], $26::int[],
       $27::bool[])
       AS incoming(id, detector_id, detector_name, method, series_id, model_id, opened_ms, onset_ms, value, delta,
         statistic, threshold, evidence, evidence_hash, resolved_ms, resolution, escalation_count, escalated_ms,
         escalated_value, escalated_delta, before_mean, before_sd, before_count, after_mean, after_count, found_at_priming)`,
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
      rows.map((row) => row.resolution),
      rows.map((row) => row.escalationCount),
      rows.map((row) => row.escalation?.tsMs ?? null),
      rows.map((row) => row.escalation?.value ?? null),
      rows.map((row) => row.escalation?.delta ?? null),
      rows.map((row) => row.change?.beforeMean ?? null),
      rows.map((row) => row.change?.beforeSd ?? null),
      rows.map((row) => row.change?.beforeCount ?? null),
      rows.map((row) => row.change?.afterMean ?? null),
      rows.map((row) => row.change?.afterCount ?? null),
      rows.map((row) => row.foundAtPriming ?? false),
    ],
  );
}

export async function insertIncidents(sql: SqlRunner, now: Date, rows: NewIncidentRow[]) {
  for (let at = 0; at < rows.length; at += rowsPerStatement) {
    await insertSome(sql, now, rows.slice(at, at + rowsPerStatement));
  }
}

export interface EndedEpisode {
  detectorId: string;
  seriesId: number;
  /** Event time of the point that ended it. */
  resolvedMs: number;
  resolution: 'recovered' | 'new_level';
}

/** Resolves the incidents that are open on some runs; answers what they were. */
export function resolveOpenIncidents(sql: SqlRunner, ended: EndedEpisode[]) {
  return sql<{ id: string; fromStatus: string; resolution: string; seriesId: number; resolvedMs: number }>(
    `UPDATE incidents SET state = 'resolved', resolution = ended.resolution, resolved_ts = ${time('ended.resolved_ms')}
     FROM unnest($1::uuid[], $2::int[], $3::float8[], $4::text[]) AS ended(detector_id, series_id, resolved_ms, resolution),
       LATERAL (
         SELECT id, state FROM incidents AS open WHERE open.detector_id = ended.detector_id
           AND open.series_id = ended.series_id AND open.state <> 'resolved'
       ) AS before
     WHERE incidents.id = before.id 
     RETURNING incidents.id::text AS id, before.state::text AS "fromStatus", incidents.resolution,
       incidents.series_id AS "seriesId", ended.resolved_ms AS "resolvedMs"`,
    [
      ended.map((episode) => episode.detectorId),
      ended.map((episode) => episode.seriesId),
      ended.map((episode) => episode.resolvedMs),
      ended.map((episode) => episode.resolution),
    ],
  );
}

export interface WorseEpisode {
  detectorId: string;
  seriesId: number;
  /** How often it became worse, and the last time. */
  count: number;
  last: Escalation;
}

/** Notes on the incidents that are open on some runs that they became worse; answers which they are. */
export function escalateOpenIncidents(sql: SqlRunner, worse: WorseEpisode[]) {
  return sql<{ id: string; state: string; detectorId: string; seriesId: number }>(
    `UPDATE incidents SET escalation_count = escalation_count + worse.count, escalated_ts = ${time('worse.ts_ms')},
       escalated_value = worse.value, escalated_delta = worse.delta
     FROM unnest($1::uuid[], $2::int[], $3::int[], $4::float8[], $5::float8[], $6::float8[])
       AS worse(detector_id, series_id, count, ts_ms, value, delta)
     WHERE incidents.detector_id = worse.detector_id AND incidents.series_id = worse.series_id AND incidents.state <> 'resolved'
     RETURNING incidents.id::text AS id, incidents.state::text AS state, incidents.detector_id::text AS "detectorId",
       incidents.series_id AS "seriesId"`,
    [
      worse.map(({ detectorId }) => detectorId),
      worse.map(({ seriesId }) => seriesId),
      worse.map(({ count }) => count),
      worse.map(({ last }) => last.tsMs),
      worse.map(({ last }) => last.value),
      worse.map(({ last }) => last.delta),
    ],
  );
}
