-- Methods that keep their whole reference take one of 10,000 points at most, and `mmd` windows of 2,000: larger ones let a single
-- detector hold up everything else. A larger saved value becomes the largest there is, and the detector is primed anew.
UPDATE "detectors" SET "params" = jsonb_set("params"::jsonb, '{reference_size}', '10000'), "revision" = "revision" + 1
WHERE "method" IN ('ks', 'psi', 'wasserstein', 'jensen_shannon', 'hellinger', 'cramer_von_mises', 'anderson_darling', 'mann_whitney',
    'welch', 'levene', 'energy')
  AND jsonb_typeof("params"::jsonb -> 'reference_size') = 'number' AND ("params" ->> 'reference_size')::numeric > 10000;

UPDATE "detectors" SET "params" = "params"::jsonb
    || CASE WHEN ("params" ->> 'reference_size')::numeric > 2000 THEN '{"reference_size": 2000}'::jsonb ELSE '{}' END
    || CASE WHEN ("params" ->> 'window')::numeric > 2000 THEN '{"window": 2000}'::jsonb ELSE '{}' END,
  "revision" = "revision" + 1
WHERE "method" = 'mmd' AND (("params" ->> 'reference_size')::numeric > 2000 OR ("params" ->> 'window')::numeric > 2000);
