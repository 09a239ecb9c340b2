import type { MetricDirection, ParamValues, RunRules } from '../../monitoring/index';
import type { Preview, PreviewBacktest, PreviewPart } from '../../schemas/preview';

/** A method with everything a run of it is given, in a form that can be sent to a thread. */
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

/** The work of a thread, as plain data. */
export interface PreviewWork {
  detector: TriedDetector;
  previous: TriedDetector | null;
  parts: PreviewPart[];
  series: TriedSeries[];
  buckets: number;
  /** Null if no series has points to learn from. */
  reference: (TriedSeries & { lowerBound: number | null; upperBound: number | null }) | null;
  /** The budget of one series, in points; null if none is requested. */
  wantedPoints: number | null;
  shifts: number[] | null;
}

/** The result, with the series in order. */
export interface PreviewFound
  extends Pick<Preview, 'calibration' | 'calibration_note' | 'power' | 'quality'> {
  params: ParamValues;
  series: {
    points: Preview['series'][number]['points'];
    backtest: PreviewBacktest | null;
    previous: PreviewBacktest | null;
  }[];
}
