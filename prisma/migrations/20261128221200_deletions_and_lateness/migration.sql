-- AlterTable
ALTER TABLE "series" ADD COLUMN     "mostly_late" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "erased_series" (
    "series_id" INTEGER NOT NULL,
    "run_ids" INTEGER[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "erased_series_pkey" PRIMARY KEY ("series_id")
);

-- CreateTable
CREATE TABLE "point_deletions" (
    "id" SERIAL NOT NULL,
    "series_id" INTEGER NOT NULL,
    "from_ts" TIMESTAMPTZ(3) NOT NULL,
    "to_ts" TIMESTAMPTZ(3) NOT NULL,
    "received_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "point_deletions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "point_deletions_series_id_idx" ON "point_deletions"("series_id");

-- AddForeignKey
ALTER TABLE "point_deletions" ADD CONSTRAINT "point_deletions_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "series"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What each flush says of a series from now on.
UPDATE "series" SET "mostly_late" = true WHERE "late_count" >= 10 AND (
  SELECT count(*) FILTER (WHERE late) >= 10 AND 2 * count(*) FILTER (WHERE late) > count(*)
  FROM (SELECT late FROM "points" WHERE "series_id" = "series"."id" ORDER BY "ts" DESC LIMIT 40) AS newest
);
