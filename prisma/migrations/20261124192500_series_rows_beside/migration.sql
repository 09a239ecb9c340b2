-- Room for the next versions of a row beside it: every flush updates its series, and no indexed column changes.
ALTER TABLE "series" SET (fillfactor = 60);
