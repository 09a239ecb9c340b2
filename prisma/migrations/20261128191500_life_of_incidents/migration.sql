-- CreateEnum
CREATE TYPE "adopt_rule" AS ENUM ('never', 'on_completion', 'after_days');

-- CreateEnum
CREATE TYPE "min_change_unit" AS ENUM ('absolute', 'percent');

-- AlterTable
ALTER TABLE "detectors" ADD COLUMN     "adopt" "adopt_rule" NOT NULL DEFAULT 'on_completion',
ADD COLUMN     "adopt_after_days" INTEGER,
ADD COLUMN     "min_change" DOUBLE PRECISION,
ADD COLUMN     "min_change_unit" "min_change_unit";

-- AlterTable
ALTER TABLE "incidents" ADD COLUMN     "escalated_delta" DOUBLE PRECISION,
ADD COLUMN     "escalated_ts" TIMESTAMPTZ(3),
ADD COLUMN     "escalated_value" DOUBLE PRECISION,
ADD COLUMN     "escalation_count" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "detector_runs" ADD COLUMN     "adopted_from" TIMESTAMPTZ(3);
