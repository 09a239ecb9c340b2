import type { DetectorMethod } from '../lib/monitoring';
import { type Situation, situations } from '../lib/monitoring';

/*
 * What docs/detectors.md says beside the registry. The advice on each method is in the method's own file.
 */

/** The methods for one situation, the first choice first. */
export interface SituationAdvice {
  situation: string;
  choices: { method: string; why: string }[];
}

/** The methods for every situation, in the order in which the guide lists the situations. */
export function adviceOf(methods: readonly DetectorMethod[]): SituationAdvice[] {
  return (Object.keys(situations) as Situation[]).map((key) => ({
    situation: situations[key],
    choices: methods
      .filter(({ guide }) => guide.advice.situation === key)
      .toSorted((left, right) => left.guide.advice.place - right.guide.advice.place)
      .map(({ method, guide }) => ({ method, why: guide.advice.why })),
  }));
}

/** Advice that holds for every method. */
export const remarks = [
  'Autocorrelation, where neighbouring points are alike, makes every method alarm more often, since a slow wave looks like a change. The table below says how much. Raise the threshold, best by calibration on a calm part of your own data.',
  'A metric with a daily or weekly pattern needs `season`, and a reference that covers the pattern at least twice.',
  'The defaults are set for values that are independent and near normal. The table below shows what was measured on calm streams of 1,000 points with both sides watched, independent and with an autocorrelation of 0.5: the percentage of streams that had an alarm. The methods for errors have their figures in their files, since those depend on the error rate.',
  'Gaps and equal times have no effect on any method: they count points, not minutes.',
];
