-- These only grow: 100 points a second reach the end of 32 bits in eight months, and no post of the series would be stored any more.
ALTER TABLE "series" ALTER COLUMN "point_count" SET DATA TYPE BIGINT,
ALTER COLUMN "late_count" SET DATA TYPE BIGINT,
ALTER COLUMN "duplicate_count" SET DATA TYPE BIGINT,
ALTER COLUMN "conflict_count" SET DATA TYPE BIGINT,
ALTER COLUMN "version" SET DATA TYPE BIGINT;
