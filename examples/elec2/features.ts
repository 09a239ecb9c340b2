import type { HalfHour } from './read-half-hours';

/**
 * The input of the model for a half-hour, before standardising: the time of day as a daily and a twice-daily
 * wave, so that 23:30 and 00:00 are neighbours, and the five market columns.
 */
export function features(halfHour: HalfHour): number[] {
  const angle = 2 * Math.PI * halfHour.period;
  return [
    Math.sin(angle),
    Math.cos(angle),
    Math.sin(2 * angle),
    Math.cos(2 * angle),
    halfHour.nswPrice,
    halfHour.nswDemand,
    halfHour.vicPrice,
    halfHour.vicDemand,
    halfHour.transfer,
  ];
}
