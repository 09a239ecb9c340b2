export type QualityKind =
  | 'too_short'
  | 'constant'
  | 'few_values'
  | 'trend'
  | 'season'
  | 'change'
  | 'outliers'
  | 'gaps';

/** Something about a reference that makes a threshold learned from it worse than it looks. */
export interface QualityFinding {
  readonly kind: QualityKind;
  /** With the numbers, for a person. */
  readonly sentence: string;
  /** The stretch it is about, both ends included; `null` for an empty reference. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** 0-based points it is about: the first after a change or a gap, the outliers. Empty where it is about a stretch. */
  readonly positions: readonly number[];
}

/** A part of the reference that has none of its changes. */
export interface CleanerWindow {
  /** Times of its first and last point. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly sampleCount: number;
  readonly reason: string;
}

export interface ReferenceQuality {
  readonly findings: readonly QualityFinding[];
  /** How many independent values the reference is worth, season and changes taken out. */
  readonly effectiveCount: number;
  /** `null` when the reference is fine as it is or has no part that is better. */
  readonly window: CleanerWindow | null;
}
