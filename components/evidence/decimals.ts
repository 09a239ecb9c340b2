/** At most so many digits after the point. */
const maxDecimals = 8;

/**
 * Decimals that show the noise with one or two digits: values that differ by less look alike, and should. Two
 * where the noise begins with less than 3.55, as the Particle Data Group rounds: of a noise of 0.2, values to
 * one decimal and their difference seem to contradict each other.
 */
export function decimalsFor(sd: number, mean: number): number {
  const scale = sd > 0 ? sd : Math.abs(mean) / 1000;
  if (!(scale > 0) || !Number.isFinite(scale)) return 3;
  const exponent = Math.floor(Math.log10(scale));
  const lead = scale / 10 ** exponent;
  return Math.min(maxDecimals, Math.max(0, -exponent + (lead < 3.55 ? 1 : 0)));
}

/** All with the same decimals, `0.892` beside `0.840`; a minus sign, no plus. */
export function toDecimals(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e12 || size < 1e-9)) return value.toExponential(3).replaceAll('-', '−');
  const text = new Intl.NumberFormat('en-GB', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
  return text.replace(/^-(?=.*[1-9])/, '−').replace(/^-/, '');
}

/** A difference always says which way: `+0.31`, `−0.05`. */
export function toSigned(value: number, decimals: number): string {
  const text = toDecimals(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}
