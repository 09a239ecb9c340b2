-- The revision whose change has not yet ended all incidents and runs of earlier ones.
ALTER TABLE "detectors" ADD COLUMN "unfinished_revision" INTEGER;
