-- A run's row is written when its level changes or its state is due, not with every point: what follows from the state
-- and the readings is no longer in it, and the row of the series says whether a state in memory is the present one.
ALTER TABLE "series" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

ALTER TABLE "detector_runs" DROP COLUMN "windows", DROP COLUMN "statistic", DROP COLUMN "threshold",
  DROP COLUMN "last_ts", DROP COLUMN "version";
