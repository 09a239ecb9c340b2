export type QualityKind =
  | 'too_short'
  | 'constant'
  | 'few_values'
  | 'trend'
  | 'season'
  | 'change'
  | 'outliers'
  | 'gaps';

/** A property of a reference that makes a threshold learned from it worse than it looks. */
export interface QualityFinding {
  readonly kind: QualityKind;
  /** With the numbers, for a person. */
  readonly sentence: string;
  /** The times it is about, both ends included; `null` for an empty reference. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /**
   * 0-based points it is about: the first after a change or a gap, the outliers. Empty where it is about a
   * range.
   */
  readonly positions: readonly number[];
}

/** A part of the reference without any of its changes. */
export interface CleanerWindow {
  /** Times of its first and last point. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly sampleCount: number;
  readonly reason: string;
}

export interface ReferenceQuality {
  readonly findings: readonly QualityFinding[];
  /** How many independent values the reference is worth, without season and changes. */
  readonly effectiveCount: number;
  /** `null` if the reference is good as it is or has no better part. */
  readonly window: CleanerWindow | null;
}
