-- Which detectors there are, as one number: the transaction that last changed any of them. A post compares it with what it remembers,
-- instead of all detectors.
CREATE TABLE "detector_set" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" BIGINT NOT NULL,

    CONSTRAINT "detector_set_pkey" PRIMARY KEY ("id")
);

INSERT INTO "detector_set" ("id", "version") VALUES (1, pg_current_xact_id()::text::bigint);

-- Semicolons of the body are written as \073: Prisma takes each of them for the end of a statement.
CREATE FUNCTION "move_detector_set"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  INSERT INTO "detector_set" ("id", "version") VALUES (1, pg_current_xact_id()::text::bigint)
  ON CONFLICT ("id") DO UPDATE SET "version" = excluded."version"\073
  RETURN NULL\073
END
';

CREATE TRIGGER "detectors_move_set" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "detectors"
FOR EACH STATEMENT EXECUTE FUNCTION "move_detector_set"();
