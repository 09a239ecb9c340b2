import type { MethodCase } from './method-cases';

const anyConstant = [0, 0.1, 1, -3.7, 1e15 + 0.3, 1e-12, 1e308, -Number.MAX_VALUE];

export const adaptiveCases: MethodCase[] = [
  {
    method: 'adwin',
    params: { reference_size: 30, clock: 4 },
    pointsToFullState: 1500,
    stateCharacters: 9000,
    constants: { params: {}, values: anyConstant },
    onsetWithin: 15,
    shift: { size: 3, within: 60, share: 0.95 },
    falseAlarmShare: 0.05,
    bad: { params: { clock: 0 }, message: /clock must be a whole number between 1 and 10000, got 0/ },
  },
  {
    method: 'kswin',
    params: { window_size: 40, stat_size: 20, threshold: 5 },
    pointsToFullState: 400,
    stateCharacters: 3500,
    constants: { params: {}, values: anyConstant },
    onsetWithin: 12,
    shift: { size: 4, within: 40, share: 0.95 },
    falseAlarmShare: 0.05,
    bad: {
      params: { window_size: 40, stat_size: 21 },
      message: /window_size must be at least twice stat_size, got window_size 40 and stat_size 21/,
    },
  },
  {
    method: 'bocpd',
    params: { reference_size: 30, max_run: 40, threshold: 2 },
    pointsToFullState: 120,
    stateCharacters: 9000,
    constants: { params: {}, values: anyConstant },
    shift: { size: 3, within: 30, share: 0.98 },
    falseAlarmShare: 0.1,
    bad: { params: { max_run: 9 }, message: /max_run must be a whole number between 10 and 2000, got 9/ },
  },
];
