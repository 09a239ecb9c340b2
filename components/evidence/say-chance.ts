const day = 86_400_000;
const units: [number, string][] = [
  [365.25 * day, 'year'],
  [day, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
];
/** Beyond that a number only looks exact. */
const maxYears = 100;

/** One or two significant digits: 400, 23, 7. */
function roughly(count: number): string {
  const digits = count < 10 ? 1 : 2;
  return new Intl.NumberFormat('en-GB').format(Number(count.toPrecision(digits)));
}

/** `about once in 400 days`, of a series with a point every `stepMs`; without a step in points. */
export function sayChance(points: number, stepMs: number | null): string {
  if (stepMs === null) return `about once in ${roughly(points)} points`;
  const ms = points * stepMs;
  if (ms > maxYears * 365.25 * day) return `less than once in ${maxYears} years`;
  const [size, name] = units.find(([unitMs]) => ms >= 2 * unitMs) ?? [1000, 'second'];
  return `about once in ${roughly(ms / size)} ${name}s`;
}
