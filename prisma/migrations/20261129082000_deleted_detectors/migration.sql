-- AlterTable
ALTER TABLE "detectors" ADD COLUMN     "deleted_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "incidents_detector_id_idx" ON "incidents"("detector_id");
