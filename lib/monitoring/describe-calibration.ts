import type { Calibration } from './calibration';

type Draft = Omit<Calibration, 'sentence'>;

/** 1,234 points, in English digits on every machine. */
export function countOf(points: number): string {
  const digits = points < 100 ? Number(points.toPrecision(2)) : Math.round(Number(points.toPrecision(3)));
  return digits.toLocaleString('en-US');
}

/** "about 19 days": a duration in the largest unit of which it has at least two. */
export function durationOf(ms: number): string {
  const units: [number, string][] = [
    [604_800_000 * 52, 'years'],
    [604_800_000, 'weeks'],
    [86_400_000, 'days'],
    [3_600_000, 'hours'],
    [60_000, 'minutes'],
    [1000, 'seconds'],
  ];
  for (const [size, name] of units) {
    // Weeks only when there are many: people think of 19 days, not of 2.7 weeks.
    if (ms >= (name === 'weeks' ? 8 : 2) * size) return `${countOf(Math.round(ms / size))} ${name}`;
  }
  return `${countOf(Math.max(1, Math.round(ms)))} milliseconds`;
}

export function describeCalibration(draft: Draft): string {
  const { param, value, outcome, wantedPoints, achieved, simulatedPoints, spacingMs } = draft;
  const wanted = `every ${countOf(wantedPoints)} points`;
  if (outcome === 'constant')
    return `The reference never varies, so there is no noise to calibrate to; ${param} stays ${value}.`;
  const between = intervalOf(achieved, simulatedPoints, spacingMs);
  if (outcome === 'always_more')
    return `A false alarm only ${wanted} cannot be reached: even at ${param} ${value} there is ${between}`;
  if (outcome === 'always_rarer')
    return `Alarms are rarer than ${wanted} at any ${param}; at ${value} there is ${between}`;
  return `With ${param} ${value} there is ${between}`;
}

function intervalOf(
  { points, lower, upper }: Draft['achieved'],
  simulatedPoints: number,
  spacingMs: number,
): string {
  const simulated = `${countOf(simulatedPoints)} simulated points`;
  if (points === null) return `no alarm in ${simulated} (so less than one every ${countOf(lower)}).`;
  const range = upper === null ? `at least ${countOf(lower)}` : `${countOf(lower)} to ${countOf(upper)}`;
  return `a false alarm about every ${countOf(points)} points, or ${durationOf(points * spacingMs)} (95 % interval ${range} points, from ${simulated}).`;
}
