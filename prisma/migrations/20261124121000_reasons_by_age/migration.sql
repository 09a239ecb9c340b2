-- DropIndex
DROP INDEX "job_reasons_job_id_idx";

-- CreateIndex
CREATE INDEX "job_reasons_job_id_id_idx" ON "job_reasons"("job_id", "id");
