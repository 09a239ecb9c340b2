-- AlterTable
ALTER TABLE "series" ADD COLUMN     "rolled_ts" TIMESTAMPTZ(3);

-- Until now every point was added to the rollups with its insertion.
UPDATE "series" SET "rolled_ts" = "last_ts";
