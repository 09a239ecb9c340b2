-- `anomaly` takes a budget of false alarms in place of a threshold, and `auto` judges early: an old threshold has no
-- meaning any more, and the old default of 256 points would keep `auto` blind for as long.
UPDATE "detectors" SET "params" = "params" - 'threshold', "revision" = "revision" + 1
WHERE "method" = 'anomaly' AND "params" ? 'threshold';

UPDATE "detectors" SET "params" = "params" - 'reference_size', "revision" = "revision" + 1
WHERE "method" = 'auto' AND "params" -> 'reference_size' = '256';
