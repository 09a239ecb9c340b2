import type { SqlRunner } from '../sql-runner';
import { rowColumns } from './columns';

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

const opened = rowColumns<NewIncidentRow>(
  {
    id: ['uuid', (row) => row.id],
    detector_id: ['uuid', (row) => row.detectorId],
    detector_name: ['text', (row) => row.detectorName],
    method: ['text', (row) => row.method],
    series_id: ['int4', (row) => row.seriesId],
    model_id: ['text', (row) => row.modelId],
    opened_ts: ['timestamptz', (row) => row.openedMs],
    onset_ts: ['timestamptz', (row) => row.onsetMs],
    value: ['float8', (row) => row.value],
    delta: ['float8', (row) => row.delta],
    statistic: ['float8', (row) => row.statistic],
    threshold: ['float8', (row) => row.threshold],
    evidence: ['text', (row) => row.evidence, 'json'],
    evidence_hash: ['text', (row) => row.evidenceHash],
    resolved_ts: ['timestamptz', (row) => row.resolvedMs],
    resolution: ['text', (row) => row.resolution],
    escalation_count: ['int4', (row) => row.escalationCount],
    escalated_ts: ['timestamptz', (row) => row.escalation?.tsMs ?? null],
    escalated_value: ['float8', (row) => row.escalation?.value ?? null],
    escalated_delta: ['float8', (row) => row.escalation?.delta ?? null],
    before_mean: ['float8', (row) => row.change?.beforeMean ?? null],
    before_sd: ['float8', (row) => row.change?.beforeSd ?? null],
    before_count: ['int4', (row) => row.change?.beforeCount ?? null],
    after_mean: ['float8', (row) => row.change?.afterMean ?? null],
    after_count: ['int4', (row) => row.change?.afterCount ?? null],
    found_at_priming: ['bool', (row) => row.foundAtPriming ?? false],
  },
  2,
);

async function insertSome(sql: SqlRunner, now: Date, rows: NewIncidentRow[]) {
  await sql(
    `INSERT INTO incidents (${opened.names}, state, created_at)
     SELECT ${opened.selected},
       (CASE WHEN resolved_ts IS NULL THEN 'open' ELSE 'resolved' END)::incident_state, $1::timestamptz
     FROM ${opened.as('incoming')}`,
    [now, ...opened.values(rows)],
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

const endedEpisodes = rowColumns<EndedEpisode>({
  detector_id: ['uuid', (episode) => episode.detectorId],
  series_id: ['int4', (episode) => episode.seriesId],
  resolved_ms: ['float8', (episode) => episode.resolvedMs],
  resolution: ['text', (episode) => episode.resolution],
});

/** Resolves the incidents that are open on some runs; answers what they were. */
export function resolveOpenIncidents(sql: SqlRunner, ended: EndedEpisode[]) {
  return sql<{ id: string; fromStatus: string; resolution: string; seriesId: number; resolvedMs: number }>(
    `UPDATE incidents SET state = 'resolved', resolution = ended.resolution, resolved_ts = ${time('ended.resolved_ms')}
     FROM ${endedEpisodes.as('ended')},
       LATERAL (
         SELECT id, state FROM incidents AS open WHERE open.detector_id = ended.detector_id
           AND open.series_id = ended.series_id AND open.state <> 'resolved'
       ) AS before
     WHERE incidents.id = before.id 
     RETURNING incidents.id::text AS id, before.state::text AS "fromStatus", incidents.resolution,
       incidents.series_id AS "seriesId", ended.resolved_ms AS "resolvedMs"`,
    endedEpisodes.values(ended),
  );
}

export interface WorseEpisode {
  detectorId: string;
  seriesId: number;
  /** How often it became worse, and the last time. */
  count: number;
  last: Escalation;
}

const worseEpisodes = rowColumns<WorseEpisode>({
  detector_id: ['uuid', ({ detectorId }) => detectorId],
  series_id: ['int4', ({ seriesId }) => seriesId],
  count: ['int4', ({ count }) => count],
  ts_ms: ['float8', ({ last }) => last.tsMs],
  value: ['float8', ({ last }) => last.value],
  delta: ['float8', ({ last }) => last.delta],
});

/** Notes on the incidents that are open on some runs that they became worse; answers which they are. */
export function escalateOpenIncidents(sql: SqlRunner, worse: WorseEpisode[]) {
  return sql<{ id: string; state: string; detectorId: string; seriesId: number }>(
    `UPDATE incidents SET escalation_count = escalation_count + worse.count, escalated_ts = ${time('worse.ts_ms')},
       escalated_value = worse.value, escalated_delta = worse.delta
     FROM ${worseEpisodes.as('worse')}
     WHERE incidents.detector_id = worse.detector_id AND incidents.series_id = worse.series_id AND incidents.state <> 'resolved'
     RETURNING incidents.id::text AS id, incidents.state::text AS state, incidents.detector_id::text AS "detectorId",
       incidents.series_id AS "seriesId"`,
    worseEpisodes.values(worse),
  );
}
