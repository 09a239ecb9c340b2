import type { MetricDirection, ParamValues, RunRules } from '../../monitoring/index';
import type { Preview, PreviewBacktest, PreviewPart } from '../../schemas/preview';

/** A method with what a run of it is told, as a thread can be handed it. */
export interface TriedDetector {
  method: string;
  params: ParamValues;
  rules: RunRules;
}

export interface TriedSeries {
  tsMs: Float64Array;
  values: Float64Array;
  direction: MetricDirection;
  timeZone: string | null;
}

/** What a thread is to compute: plain data. */
export interface PreviewWork {
  detector: TriedDetector;
  previous: TriedDetector | null;
  parts: PreviewPart[];
  series: TriedSeries[];
  buckets: number;
  /** Null where no series has points to learn from. */
  reference: (TriedSeries & { lowerBound: number | null; upperBound: number | null }) | null;
  /** The budget of one series, in points; null when none is asked for. */
  wantedPoints: number | null;
  shifts: number[] | null;
}

/** What it found, with the series in their order. */
export interface PreviewFound
  extends Pick<Preview, 'calibration' | 'calibration_note' | 'power' | 'quality'> {
  params: ParamValues;
  series: {
    points: Preview['series'][number]['points'];
    backtest: PreviewBacktest | null;
    previous: PreviewBacktest | null;
  }[];
}
