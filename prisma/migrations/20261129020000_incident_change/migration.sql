-- AlterTable
ALTER TABLE "incidents" ADD COLUMN     "after_count" INTEGER,
ADD COLUMN     "after_mean" DOUBLE PRECISION,
ADD COLUMN     "before_count" INTEGER,
ADD COLUMN     "before_mean" DOUBLE PRECISION,
ADD COLUMN     "before_sd" DOUBLE PRECISION,
ADD COLUMN     "found_at_priming" BOOLEAN NOT NULL DEFAULT false;

-- What lib/policy/incident-change.ts computes for new ones, from the evidence of those that are there.
UPDATE incidents SET
  before_mean = coalesce((evidence #>> '{windows,reference,mean}')::float8, told.before_mean),
  before_sd = told.before_sd,
  before_count = coalesce((evidence #>> '{windows,reference,sample_count}')::int, told.before_count),
  after_mean = coalesce((evidence #>> '{windows,current,mean}')::float8, told.after_mean),
  after_count = coalesce((evidence #>> '{windows,current,sample_count}')::int, told.after_count)
FROM (
  SELECT incident.id,
    avg(one.value) FILTER (WHERE one.ts < began) AS before_mean,
    stddev_samp(one.value) FILTER (WHERE one.ts < began) AS before_sd,
    (count(*) FILTER (WHERE one.ts < began))::int AS before_count,
    avg(one.value) FILTER (WHERE one.ts >= began) AS after_mean,
    (count(*) FILTER (WHERE one.ts >= began))::int AS after_count
  FROM incidents AS incident, coalesce(incident.onset_ts, incident.opened_ts) AS began,
    LATERAL (
      SELECT (value ->> 'ts')::timestamptz AS ts, least(greatest((value ->> 'value')::float8, -1e150), 1e150) AS value
      FROM json_array_elements(incident.evidence -> 'values')
    ) AS one
  WHERE json_typeof(incident.evidence -> 'values') = 'array'
  GROUP BY incident.id
) AS told WHERE told.id = incidents.id
  AND coalesce((evidence #>> '{windows,reference,mean}')::float8, told.before_mean) IS NOT NULL
  AND coalesce((evidence #>> '{windows,current,mean}')::float8, told.after_mean) IS NOT NULL;
