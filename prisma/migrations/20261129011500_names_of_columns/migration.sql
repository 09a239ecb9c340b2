-- Columns named as the glossary names them. A rename changes the catalogue only, whatever the size of the table.
ALTER TABLE "series" RENAME COLUMN "rolled_ts" TO "rolled_up_to";
ALTER TABLE "detector_runs" RENAME COLUMN "state_ts" TO "checkpoint_ts";
ALTER TABLE "rollups" RENAME COLUMN "late" TO "late_count";
ALTER TABLE "retrain_jobs" RENAME COLUMN "comment" TO "decision_comment";
