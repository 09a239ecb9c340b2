import type { MethodCase } from './method-cases';

/** One in five normal numbers is an error, and nearly every one after a shift by 3 sd. */
const errorLimit = 0.84;

/**
 * Turns a normal number into an error, so that binary methods get streams with the same calm parts and the
 * same shifts.
 */
export function errorOf(value: number): number {
  return value > errorLimit ? 1 : 0;
}

const constants = [0, 1, 0.1, 0.5, -3.7, 1e308, -Number.MAX_VALUE];
const badReference = {
  params: { reference_size: 1 },
  message: /reference_size must be a whole number between 2 and 100000, got 1/,
};

const shared = {
  binary: true,
  pointsToFullState: 400,
  // The cut is at the calmest point, which may be well before the change.
  onsetWithin: 30,
  constants: { params: {}, values: constants },
  bad: badReference,
};

export const binaryCases: MethodCase[] = [
  {
    ...shared,
    method: 'ddm',
    params: { reference_size: 30 },
    stateCharacters: 1600,
    shift: { size: 3, within: 60, share: 0.95 },
    falseAlarmShare: 0.1,
  },
  {
    ...shared,
    method: 'eddm',
    params: { reference_size: 10, min_errors: 10, threshold: 0.5 },
    stateCharacters: 1700,
    // It has few distances, so its maximum can be anywhere.
    onsetWithin: 60,
    shift: { size: 3, within: 150, share: 0.95 },
    falseAlarmShare: 0.45,
  },
  {
    ...shared,
    method: 'rddm',
    params: { reference_size: 30, min_concept_size: 100, max_concept_size: 300 },
    stateCharacters: 2600,
    shift: { size: 3, within: 60, share: 0.95 },
    falseAlarmShare: 0.15,
    bad: {
      params: { min_concept_size: 300, max_concept_size: 300 },
      message: /max_concept_size must be above min_concept_size, got max_concept_size 300/,
    },
  },
  {
    ...shared,
    method: 'hddm_a',
    params: { reference_size: 20 },
    stateCharacters: 1600,
    shift: { size: 3, within: 40, share: 0.95 },
    falseAlarmShare: 0.03,
  },
  {
    ...shared,
    method: 'hddm_w',
    params: { reference_size: 20, weight: 0.05 },
    stateCharacters: 2000,
    shift: { size: 3, within: 60, share: 0.95 },
    falseAlarmShare: 0.05,
  },
  {
    ...shared,
    method: 'stepd',
    params: { reference_size: 30, window: 20 },
    stateCharacters: 2400,
    shift: { size: 3, within: 30, share: 0.95 },
    falseAlarmShare: 0.1,
  },
  {
    ...shared,
    method: 'ecdd_wt',
    params: { reference_size: 30, weight: 0.1 },
    stateCharacters: 1600,
    shift: { size: 3, within: 60, share: 0.8 },
    falseAlarmShare: 0.05,
  },
];
