-- CreateTable
CREATE TABLE "reading_chunks" (
    "run_id" INTEGER NOT NULL,
    "first_ts" TIMESTAMPTZ(3) NOT NULL,
    "last_ts" TIMESTAMPTZ(3) NOT NULL,
    "ts" TIMESTAMPTZ(3)[],
    "statistics" DOUBLE PRECISION[],
    "thresholds" DOUBLE PRECISION[],
    "levels" SMALLINT[],
    "worst_level" "level" NOT NULL,
    "worst_ts" TIMESTAMPTZ(3) NOT NULL,
    "worst_statistic" DOUBLE PRECISION,
    "worst_threshold" DOUBLE PRECISION,

    CONSTRAINT "reading_chunks_pkey" PRIMARY KEY ("run_id","last_ts")
);

-- Times and statistics hardly compress, and trying costs more than storing them. Thresholds and levels repeat themselves.
ALTER TABLE "reading_chunks" ALTER COLUMN "ts" SET STORAGE EXTERNAL, ALTER COLUMN "statistics" SET STORAGE EXTERNAL;

-- Readings up to the checkpoint of their run. Later ones come of its replay. A run that does not go on keeps all it has said.
INSERT INTO "reading_chunks" ("run_id", "first_ts", "last_ts", "ts", "statistics", "thresholds", "levels",
  "worst_level", "worst_ts", "worst_statistic", "worst_threshold")
SELECT "run_id", min("ts"), max("ts"), array_agg("ts" ORDER BY "ts"), array_agg("statistic" ORDER BY "ts"),
  array_agg("threshold" ORDER BY "ts"), array_agg((array_position(enum_range(NULL::"level"), "level") - 1)::smallint ORDER BY "ts"),
  max("level"),
  (array_agg("ts" ORDER BY "level" DESC, "statistic" DESC NULLS LAST, "ts"))[1],
  (array_agg("statistic" ORDER BY "level" DESC, "statistic" DESC NULLS LAST, "ts"))[1],
  (array_agg("threshold" ORDER BY "level" DESC, "statistic" DESC NULLS LAST, "ts"))[1]
FROM (
  SELECT "readings".*, (row_number() OVER (PARTITION BY "run_id" ORDER BY "ts") - 1) / 1024 AS chunk
  FROM "readings" JOIN "detector_runs" AS run ON run."id" = "run_id" JOIN "detectors" ON "detectors"."id" = run."detector_id"
  WHERE "ts" <= run."state_ts" OR NOT "detectors"."enabled" OR run."revision" <> "detectors"."revision"
) AS numbered
GROUP BY "run_id", chunk;

UPDATE "detector_runs" AS run SET "state_ts" = said.last_ts
FROM (SELECT "run_id", max("last_ts") AS last_ts FROM "reading_chunks" GROUP BY "run_id") AS said
WHERE said."run_id" = run."id" AND said.last_ts > coalesce(run."state_ts", '-infinity');

-- DropTable
DROP TABLE "readings";
