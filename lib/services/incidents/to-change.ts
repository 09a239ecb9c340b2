import type { Change } from '../../schemas/change';

/** The columns of a change; all null if the evidence did not tell. */
export interface ChangeColumns {
  beforeMean: number | null;
  beforeSd: number | null;
  beforeCount: number | null;
  afterMean: number | null;
  afterCount: number | null;
}

/** Converts a change to the form of the API. */
export function toChange(row: ChangeColumns): Change | null {
  const { beforeMean, beforeSd, beforeCount, afterMean, afterCount } = row;
  if (beforeMean === null || afterMean === null) return null;
  const diff = afterMean - beforeMean;
  const effect = beforeSd !== null && beforeSd > 0 ? diff / beforeSd : null;
  return {
    before: { mean: beforeMean, sd: beforeSd, count: beforeCount ?? 0 },
    after: { mean: afterMean, count: afterCount ?? 0 },
    diff: Number.isFinite(diff) ? diff : 0,
    effect: effect !== null && Number.isFinite(effect) ? effect : null,
  };
}
