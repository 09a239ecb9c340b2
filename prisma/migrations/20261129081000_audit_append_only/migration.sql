-- AlterTable
ALTER TABLE "audit_rows" ADD COLUMN     "address" TEXT,
ADD COLUMN     "model_id" TEXT;

UPDATE "audit_rows" SET "model_id" = coalesce("detail" ->> 'model_id', CASE "entity_type"
  WHEN 'model' THEN "entity_id"
  WHEN 'incident' THEN (SELECT "model_id" FROM "incidents" WHERE "id" = "entity_id"::uuid)
  WHEN 'retrain_job' THEN (SELECT "model_id" FROM "retrain_jobs" WHERE "id" = "entity_id"::uuid)
END);

-- CreateIndex
CREATE INDEX "audit_rows_at_id_idx" ON "audit_rows"("at", "id");

-- CreateIndex
CREATE INDEX "audit_rows_actor_at_id_idx" ON "audit_rows"("actor", "at", "id");

-- CreateIndex
CREATE INDEX "audit_rows_action_at_id_idx" ON "audit_rows"("action", "at", "id");

-- CreateIndex
CREATE INDEX "audit_rows_entity_type_at_id_idx" ON "audit_rows"("entity_type", "at", "id");

-- CreateIndex
CREATE INDEX "audit_rows_model_id_at_id_idx" ON "audit_rows"("model_id", "at", "id");

-- All actions of one kind, such as those that begin with `detector.`. An expression has no place in schema.prisma.
CREATE INDEX "audit_rows_kind_at_id_idx" ON "audit_rows"(split_part("action", '.', 1), "at", "id");

-- The model is known to the row now.
CREATE OR REPLACE FUNCTION "tell_events"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  INSERT INTO "events" ("tx", "type", "entity", "entity_id", "model_id")
  SELECT pg_current_xact_id()::text::bigint, "action", "entity_type", "entity_id", "model_id" FROM "told" ORDER BY "id"\073
  PERFORM pg_notify(\'driftwatch_events\', \'\')\073
  RETURN NULL\073
END
';

-- Rows are written and never changed. The purge by retention announces itself by a setting that ends with its transaction.
CREATE FUNCTION "keep_audit_rows"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  IF TG_OP = \'DELETE\' AND current_setting(\'driftwatch.audit_purge\', true) = \'on\' THEN
    RETURN NULL\073
  END IF\073
  RAISE EXCEPTION \'the audit trail is append-only: % of audit_rows is refused\', TG_OP
    USING HINT = \'RETENTION_AUDIT_DAYS deletes rows by age.\'\073
END
';

CREATE TRIGGER "audit_rows_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_rows"
FOR EACH STATEMENT EXECUTE FUNCTION "keep_audit_rows"();
