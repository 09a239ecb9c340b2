-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "metric_direction" AS ENUM ('higher_is_better', 'lower_is_better', 'two_sided');

-- CreateEnum
CREATE TYPE "level" AS ENUM ('insufficient_data', 'stable', 'warning', 'drift');

-- CreateEnum
CREATE TYPE "incident_state" AS ENUM ('open', 'acknowledged', 'resolved');

-- CreateEnum
CREATE TYPE "job_status" AS ENUM ('deferred', 'pending_approval', 'queued', 'leased', 'running', 'succeeded', 'failed', 'verifying', 'verified', 'cancelled', 'rejected', 'expired');

-- CreateEnum
CREATE TYPE "reason_kind" AS ENUM ('drift_detected', 'manual', 'scheduled', 'other');

-- CreateTable
CREATE TABLE "models" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "models_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "metrics" (
    "name" TEXT NOT NULL,
    "unit" TEXT,
    "direction" "metric_direction" NOT NULL,
    "lower_bound" DOUBLE PRECISION,
    "upper_bound" DOUBLE PRECISION,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "metrics_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "series" (
    "id" SERIAL NOT NULL,
    "model_id" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "labels" JSONB NOT NULL,
    "labels_key" TEXT NOT NULL,
    "first_ts" TIMESTAMPTZ(3),
    "last_ts" TIMESTAMPTZ(3),
    "last_value" DOUBLE PRECISION,
    "point_count" INTEGER NOT NULL DEFAULT 0,
    "late_count" INTEGER NOT NULL DEFAULT 0,
    "duplicate_count" INTEGER NOT NULL DEFAULT 0,
    "conflict_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "points" (
    "series_id" INTEGER NOT NULL,
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "late" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "points_pkey" PRIMARY KEY ("series_id","ts")
);

-- CreateTable
CREATE TABLE "detectors" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "model_pattern" TEXT NOT NULL,
    "metric_pattern" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "detectors_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "detector_runs" (
    "id" SERIAL NOT NULL,
    "detector_id" UUID NOT NULL,
    "series_id" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "state" JSON NOT NULL,
    "windows" JSON NOT NULL,
    "level" "level" NOT NULL DEFAULT 'insufficient_data',
    "statistic" DOUBLE PRECISION,
    "threshold" DOUBLE PRECISION,
    "last_ts" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "detector_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "readings" (
    "run_id" INTEGER NOT NULL,
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "statistic" DOUBLE PRECISION,
    "threshold" DOUBLE PRECISION,
    "level" "level" NOT NULL,

    CONSTRAINT "readings_pkey" PRIMARY KEY ("run_id","ts")
);

-- CreateTable
CREATE TABLE "incidents" (
    "id" UUID NOT NULL,
    "detector_id" UUID,
    "series_id" INTEGER NOT NULL,
    "model_id" TEXT NOT NULL,
    "detector_name" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "state" "incident_state" NOT NULL DEFAULT 'open',
    "opened_ts" TIMESTAMPTZ(3) NOT NULL,
    "onset_ts" TIMESTAMPTZ(3),
    "resolved_ts" TIMESTAMPTZ(3),
    "resolution" TEXT,
    "value" DOUBLE PRECISION NOT NULL,
    "delta" DOUBLE PRECISION,
    "statistic" DOUBLE PRECISION NOT NULL,
    "threshold" DOUBLE PRECISION NOT NULL,
    "evidence" JSON NOT NULL,
    "evidence_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incidents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "retrain_jobs" (
    "id" UUID NOT NULL,
    "seq" SERIAL NOT NULL,
    "model_id" TEXT NOT NULL,
    "status" "job_status" NOT NULL,
    "decision" TEXT,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "comment" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retrain_jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_reasons" (
    "id" SERIAL NOT NULL,
    "job_id" UUID NOT NULL,
    "kind" "reason_kind" NOT NULL,
    "metric" TEXT,
    "delta" DOUBLE PRECISION,
    "text" TEXT,
    "series_id" INTEGER,
    "incident_id" UUID,
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "job_reasons_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_rows" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "entity_type" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "from_status" TEXT,
    "to_status" TEXT,
    "detail" JSONB NOT NULL,

    CONSTRAINT "audit_rows_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "series_model_id_metric_labels_key_key" ON "series"("model_id", "metric", "labels_key");

-- CreateIndex
CREATE INDEX "detector_runs_series_id_idx" ON "detector_runs"("series_id");

-- CreateIndex
CREATE UNIQUE INDEX "detector_runs_detector_id_series_id_key" ON "detector_runs"("detector_id", "series_id");

-- CreateIndex
CREATE INDEX "incidents_model_id_id_idx" ON "incidents"("model_id", "id");

-- CreateIndex
CREATE INDEX "incidents_series_id_id_idx" ON "incidents"("series_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "incidents_one_open_per_run" ON "incidents"("detector_id", "series_id") WHERE (state <> 'resolved'::incident_state);

-- CreateIndex
CREATE INDEX "retrain_jobs_status_seq_idx" ON "retrain_jobs"("status", "seq");

-- CreateIndex
CREATE INDEX "retrain_jobs_model_id_seq_idx" ON "retrain_jobs"("model_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "retrain_jobs_one_open_per_model" ON "retrain_jobs"("model_id") WHERE (closed_at IS NULL);

-- CreateIndex
CREATE INDEX "job_reasons_job_id_idx" ON "job_reasons"("job_id");

-- CreateIndex
CREATE INDEX "job_reasons_incident_id_idx" ON "job_reasons"("incident_id");

-- CreateIndex
CREATE INDEX "audit_rows_entity_type_entity_id_id_idx" ON "audit_rows"("entity_type", "entity_id", "id");

-- AddForeignKey
ALTER TABLE "series" ADD CONSTRAINT "series_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "models"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "series" ADD CONSTRAINT "series_metric_fkey" FOREIGN KEY ("metric") REFERENCES "metrics"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "points" ADD CONSTRAINT "points_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "series"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "detector_runs" ADD CONSTRAINT "detector_runs_detector_id_fkey" FOREIGN KEY ("detector_id") REFERENCES "detectors"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "detector_runs" ADD CONSTRAINT "detector_runs_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "series"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "readings" ADD CONSTRAINT "readings_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "detector_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incidents" ADD CONSTRAINT "incidents_detector_id_fkey" FOREIGN KEY ("detector_id") REFERENCES "detectors"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incidents" ADD CONSTRAINT "incidents_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "series"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incidents" ADD CONSTRAINT "incidents_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "models"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "retrain_jobs" ADD CONSTRAINT "retrain_jobs_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "models"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_reasons" ADD CONSTRAINT "job_reasons_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "retrain_jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_reasons" ADD CONSTRAINT "job_reasons_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE SET NULL ON UPDATE CASCADE;


