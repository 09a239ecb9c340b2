/**
 * An EWMA chart: the exponentially weighted mean of standardised deviations and the exact width of its noise.
 *
 * Shape. `ewma` begins at 0, the target. After n independent deviations of standard deviation (sd) 1 it has
 * the sd `sqrt(weight / (2 - weight) * (1 - (1 - weight)^(2n)))`: narrow at first, so that a change at the
 * very start is seen too, and constant once `memory`, the power, has vanished. The score is `ewma` in that
 * sd; the textbook's control limits are a score of plus and minus L.
 *
 * Numbers that decay without end are set to 0 long before they become denormal, since denormal numbers are
 * slow: the memory below 1e-20, where it changes no digit of the width, and the mean below 1e-200.
 *
 * Cost O(1), one square root while the memory is above 0; state: 4 numbers. Reference: Roberts, "Control
 * chart tests based on geometric moving averages", Technometrics 1 (1959); limits as in Montgomery,
 * "Introduction to Statistical Quality Control". Checked against pandas (golden tests).
 */
export type EwmaChart = {
  /** Share of the newest deviation, above 0 to 1. */
  weight: number;
  ewma: number;
  /** (1 - weight)^(2n). */
  memory: number;
  /** Standard deviation of `ewma` in a calm series; 0 before the first point. */
  width: number;
};

const minMemory = 1e-20;
const minMean = 1e-200;

export function createEwmaChart(weight: number): EwmaChart {
  return { weight, ewma: 0, memory: 1, width: 0 };
}

/**
 * Adds a finite deviation and returns the signed score, which overflows only where the deviations nearly do.
 */
export function ewmaChartStep(chart: EwmaChart, deviation: number): number {
  const { weight } = chart;
  const rest = 1 - weight;
  const ewma = weight * deviation + rest * chart.ewma;
  chart.ewma = Math.abs(ewma) < minMean ? 0 : ewma;
  if (chart.memory > 0) {
    const memory = chart.memory * rest * rest;
    chart.memory = memory < minMemory ? 0 : memory;
    chart.width = Math.sqrt((weight / (2 - weight)) * (1 - chart.memory));
  }
  return chart.ewma / chart.width;
}
