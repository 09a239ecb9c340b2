-- DropForeignKey
ALTER TABLE "points" DROP CONSTRAINT "points_series_id_fkey";

-- DropForeignKey
ALTER TABLE "readings" DROP CONSTRAINT "readings_run_id_fkey";

-- AlterTable
ALTER TABLE "detector_runs" ADD COLUMN     "state_ts" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "rollups" (
    "series_id" INTEGER NOT NULL,
    "step_seconds" INTEGER NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,
    "late" INTEGER NOT NULL,
    "sum" DOUBLE PRECISION NOT NULL,
    "min" DOUBLE PRECISION NOT NULL,
    "max" DOUBLE PRECISION NOT NULL,
    "last" DOUBLE PRECISION NOT NULL,
    "last_ts" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollups_pkey" PRIMARY KEY ("series_id","step_seconds","bucket")
);

-- Room for the next versions of a row beside it: a bucket is written many times, and no indexed column changes.
ALTER TABLE "rollups" SET (fillfactor = 80);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "key" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "answer" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE INDEX "readings_alarms" ON "readings"("run_id", "level", "ts") WHERE (level >= 'warning'::level);

-- Until now every state was written with its last point.
UPDATE "detector_runs" SET "state_ts" = "last_ts";

-- The points stored so far. The steps and the bound of a value are those of lib/db/sql/rollups.ts.
INSERT INTO "rollups" ("series_id", "step_seconds", "bucket", "count", "late", "sum", "min", "max", "last", "last_ts")
SELECT "series_id", step, date_bin(make_interval(secs => step), "ts", 'epoch') AS bucket, count(*), count(*) FILTER (WHERE "late"),
  sum(greatest(-1e298::float8, least(1e298::float8, "value"))), min("value"), max("value"),
  (array_agg("value" ORDER BY "ts" DESC))[1], max("ts")
FROM "points" CROSS JOIN (VALUES (300), (3600), (86400)) AS steps(step)
GROUP BY "series_id", step, bucket;
