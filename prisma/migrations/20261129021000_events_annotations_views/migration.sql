-- CreateEnum
CREATE TYPE "detector_mode" AS ENUM ('live', 'shadow');

-- CreateEnum
CREATE TYPE "annotation_kind" AS ENUM ('deploy', 'note');

-- AlterTable
ALTER TABLE "detectors" ADD COLUMN     "mode" "detector_mode" NOT NULL DEFAULT 'live';

-- CreateTable
CREATE TABLE "events" (
    "id" BIGSERIAL NOT NULL,
    "tx" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "model_id" TEXT,

    CONSTRAINT "events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "annotations" (
    "id" UUID NOT NULL,
    "model_id" TEXT NOT NULL,
    "metric" TEXT,
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "end_ts" TIMESTAMPTZ(3),
    "kind" "annotation_kind" NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "annotations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "saved_views" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_views_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "events_tx_id_idx" ON "events"("tx", "id");

-- CreateIndex
CREATE INDEX "events_at_idx" ON "events"("at");

-- CreateIndex
CREATE INDEX "annotations_model_id_ts_idx" ON "annotations"("model_id", "ts");

-- CreateIndex
CREATE UNIQUE INDEX "saved_views_name_key" ON "saved_views"("name");

-- AddForeignKey
ALTER TABLE "annotations" ADD CONSTRAINT "annotations_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "models"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- An event for every audit row, and a word to whoever listens, in the transaction that made it happen. PostgreSQL sends one
-- notification for all of a transaction, since they are the same. Semicolons of the body are written as \073: Prisma takes each
-- of them for the end of a statement.
CREATE FUNCTION "tell_events"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  INSERT INTO "events" ("tx", "type", "entity", "entity_id", "model_id")
  SELECT pg_current_xact_id()::text::bigint, "told"."action", "told"."entity_type", "told"."entity_id",
    CASE "told"."entity_type"
      WHEN \'model\' THEN "told"."entity_id"
      WHEN \'incident\' THEN coalesce((SELECT "model_id" FROM "incidents" WHERE "id" = "told"."entity_id"::uuid), "told"."detail" ->> \'model_id\')
      WHEN \'retrain_job\' THEN coalesce((SELECT "model_id" FROM "retrain_jobs" WHERE "id" = "told"."entity_id"::uuid), "told"."detail" ->> \'model_id\')
      ELSE "told"."detail" ->> \'model_id\'
    END
  FROM "told" ORDER BY "told"."id"\073
  PERFORM pg_notify(\'driftwatch_events\', \'\')\073
  RETURN NULL\073
END
';

CREATE TRIGGER "audit_rows_tell" AFTER INSERT ON "audit_rows"
REFERENCING NEW TABLE AS "told" FOR EACH STATEMENT EXECUTE FUNCTION "tell_events"();
