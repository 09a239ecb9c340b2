import { countOf, durationOf } from './describe-calibration';
import type { ShiftPower } from './shift-power';

/** "a drop of 0.03", with three digits. */
function shiftOf(unit: number): string {
  return `a ${unit < 0 ? 'drop' : 'rise'} of ${Number(Math.abs(unit).toPrecision(3))}`;
}

export function describePower(
  { unit, verdict, runs, seen, medianPoints, p90Points }: Omit<ShiftPower, 'sentence'>,
  spacingMs: number,
  horizon: number,
): string {
  const shift = shiftOf(unit);
  const within = `within ${countOf(horizon)} points (${durationOf(horizon * spacingMs)})`;
  if (runs === 0) return `In drift all the time already: nothing can be said of ${shift}.`;
  if (verdict === 'below_slack')
    return `Can never see ${shift}: it is smaller than the slack, so that no evidence gathers.`;
  if (verdict === 'never') return `Did not see ${shift} ${within} in any of ${runs} runs.`;
  if (verdict === 'by_chance')
    return `Does not see ${shift}: alarms after it are no more frequent than false ones (${seen} of ${runs} runs ${within}).`;
  if (verdict === 'seldom' || medianPoints === null)
    return `Sees ${shift} in ${seen} of ${runs} runs only ${within}.`;
  const slow =
    p90Points === null
      ? `one in ten takes more than ${countOf(horizon)}`
      : `one in ten takes more than ${countOf(p90Points)}`;
  return `Needs about ${durationOf(medianPoints * spacingMs)} to see ${shift} (${countOf(medianPoints)} points; ${slow}).`;
}
