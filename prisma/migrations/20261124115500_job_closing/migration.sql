-- AlterTable
ALTER TABLE "retrain_jobs" ADD COLUMN     "closed_by" TEXT,
ADD COLUMN     "closing_comment" TEXT;

-- Until now a cancellation was the only way a job ended.
UPDATE "retrain_jobs" SET "closed_by" = "decided_by", "closing_comment" = "comment" WHERE "closed_at" IS NOT NULL;
