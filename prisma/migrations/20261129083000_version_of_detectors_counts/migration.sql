-- A count instead of the id of a transaction: ids begin again in another PostgreSQL, so a restored database could get a version
-- that another process remembers. It begins beyond all earlier ones.
UPDATE "detector_set" SET "version" = "version" + (extract(epoch FROM clock_timestamp()) * 1000)::bigint;

-- Semicolons of the body are written as \073: Prisma takes each of them for the end of a statement.
CREATE OR REPLACE FUNCTION "move_detector_set"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  UPDATE "detector_set" SET "version" = "version" + 1\073
  RETURN NULL\073
END
';
