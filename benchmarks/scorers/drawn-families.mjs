// A reference scorer: it must compute what it did when the published figures were made.
// The families of metrics in drawn-streams.mjs and their seasons. `r` is a generator of streams.mjs.
// No dependencies.

/** @typedef {import('./streams.mjs').Random} Random */

/**
 * @typedef {object} Family
 * @property {number} base
 * @property {number} sd of one point at the base level
 * @property {number} memory correlation of a point with the one before
 * @property {boolean} [bounds] values are shares, between 0 and 1
 * @property {boolean} [log] noise multiplies
 * @property {boolean} [counts] values are whole numbers
 * @property {string} traits direction of the metric
 * @property {number | null} digits that values are rounded to; null: not rounded
 * @property {(ts: number, shift: number, gain: number) => number} mean expected value
 * @property {(mean: number, scale: number) => number} value draws one
 */

export const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

/**
 * @template Option
 * @param {Random} r
 * @param {readonly Option[]} options
 */
export const pick = (r, options) => /** @type {Option} */ (options[r.int(0, options.length - 1)]);
/** @type {(r: Random, lo: number, hi: number) => number} */
export const between = (r, lo, hi) => lo + (hi - lo) * r.u();
/** @type {(r: Random, lo: number, hi: number) => number} */
export const logBetween = (r, lo, hi) => Math.exp(between(r, Math.log(lo), Math.log(hi)));

/**
 * Local wall-clock offset by UTC day: exact except for the hours between midnight and the change of clocks.
 * @param {string} zone
 * @returns {(ts: number) => number}
 */
function offsetOf(zone) {
  if (zone === 'UTC') return () => 0;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }),
    /** @type {Map<number, number>} */
    days = new Map();
  return (ts) => {
    const day = Math.floor(ts / DAY);
    let offset = days.get(day);
    if (offset === undefined) {
      const [, s, h, m] = /GMT(?:([+-])(\d+):(\d+))?/.exec(format.format((day + 0.5) * DAY)) ?? [];
      offset = s ? (s === '-' ? -1 : 1) * (Number(h) * 60 + Number(m)) * MIN : 0;
      days.set(day, offset);
    }
    return offset;
  };
}

/**
 * A season in local time with mean about 0 and range about -1 to 1: smooth, office hours, or with a weekend.
 * @param {Random} r
 * @param {string} kind
 * @param {string} zone
 * @returns {(ts: number) => number}
 */
export function seasonOf(r, kind, zone) {
  if (kind === 'none') return () => 0;
  const offset = offsetOf(zone),
    phase = between(r, 0, 2 * Math.PI),
    second = between(r, 0, 0.6),
    weekend = kind === 'weekly' ? between(r, 0.4, 1.2) : 0;
  const isOffice = r.u() < 0.3;
  return (ts) => {
    const local = ts + offset(ts),
      hour = (local % DAY) / HOUR,
      weekday = (Math.floor(local / DAY) + 4) % 7;
    const isOff = weekday === 0 || weekday === 6,
      angle = (2 * Math.PI * hour) / 24 + phase;
    const daily = isOffice
      ? hour >= 8 && hour < 18
        ? 0.8
        : -0.6
      : (Math.sin(angle) + second * Math.sin(2 * angle)) / (1 + 0.6 * second);
    return isOff && weekend > 0 ? daily * 0.6 - weekend : daily;
  };
}

/**
 * A family: `mean` is the expected value, `value` draws one around it. `shift` is in standard deviations of
 * one point at the base level.
 * @param {Random} r
 * @param {string} family
 * @param {(ts: number) => number} season
 * @param {number} amplitude
 * @returns {Family}
 */
export function familyOf(r, family, season, amplitude) {
  const memory = pick(r, [0, 0, 0, 0.3, 0.6, 0.85]);
  let last = r.n();
  const step = () => {
    last = memory * last + Math.sqrt(1 - memory * memory) * r.n();
    return last;
  };
  const clip = (/** @type {number} */ x) => Math.min(1, Math.max(0, x)),
    /** @type {(ts: number, shift: number, gain: number) => number} */
    drift = (ts, shift, gain) => amplitude * gain * season(ts) + shift;
  if (family === 'accuracy' || family === 'rate') {
    const n = Math.round(logBetween(r, 30, 5000)),
      base = family === 'accuracy' ? between(r, 0.7, 0.97) : between(r, 0.03, 0.4),
      extra = r.u() < 0.5 ? 0 : between(r, 0.3, 1.5);
    const own = Math.sqrt((base * (1 - base)) / n),
      sd = own * Math.sqrt(1 + extra * extra),
      counted = (/** @type {number} */ q) =>
        Array.from({ length: n }, () => r.bern(q)).reduce((x, y) => x + y, 0) / n;
    return {
      base,
      sd,
      memory: (memory * extra * extra) / (1 + extra * extra),
      bounds: true,
      traits: family === 'accuracy' ? 'higher_is_better' : 'two_sided',
      digits: pick(r, [null, 3, 4]),
      mean: (ts, shift, gain) => clip(base + sd * drift(ts, shift, gain)),
      value: (mean, scale) => {
        const q = extra > 0 ? clip(mean + extra * own * scale * step()) : mean;
        return n <= 60 && scale === 1 ? counted(q) : clip(q + Math.sqrt((q * (1 - q)) / n) * scale * r.n());
      },
    };
  }
  if (family === 'latency' || family === 'loss') {
    const base = family === 'latency' ? logBetween(r, 15, 1500) : logBetween(r, 0.05, 1.2),
      s = family === 'latency' ? between(r, 0.05, 0.4) : between(r, 0.03, 0.2);
    return {
      base,
      sd: base * s,
      memory,
      log: true,
      traits: 'lower_is_better',
      digits: family === 'latency' && base > 60 ? pick(r, [null, 0, 1]) : null,
      mean: (ts, shift, gain) => base * Math.exp(s * drift(ts, shift, gain)),
      value: (mean, scale) => mean * Math.exp(s * scale * step()),
    };
  }
  if (family === 'traffic' || family === 'errors') {
    const isTraffic = family === 'traffic',
      base = isTraffic ? logBetween(r, 30, 20000) : logBetween(r, 0.3, 8),
      wide = isTraffic ? Math.max(between(r, 0.03, 0.12), 1 / Math.sqrt(base)) : 1 / Math.sqrt(base);
    return {
      base,
      sd: base * wide,
      memory: isTraffic ? memory : 0,
      counts: true,
      traits: 'two_sided',
      digits: 0,
      mean: (ts, shift, gain) => Math.max(0.02 * base, base * (1 + wide * drift(ts, shift, gain))),
      value: (mean, scale) =>
        isTraffic ? Math.round(Math.max(0, mean * (1 + wide * scale * step()))) : r.pois(mean),
    };
  }
  if (family === 'binary') {
    const base = between(r, 0.04, 0.4),
      sd = Math.sqrt(base * (1 - base));
    return {
      base,
      sd,
      memory: 0,
      bounds: true,
      traits: 'lower_is_better',
      digits: 0,
      mean: (_, shift) => clip(base + sd * shift),
      value: (mean) => r.bern(mean),
    };
  }
  const base = between(r, -3, 8),
    sd = logBetween(r, 0.05, 2),
    heavy = r.u() < 0.3;
  return {
    base,
    sd,
    memory,
    traits: 'two_sided',
    digits: null,
    mean: (ts, shift, gain) => base + sd * drift(ts, shift, gain),
    value: (mean, scale) =>
      mean +
      sd *
        scale *
        (heavy
          ? (step() * Math.sqrt(1 / 3)) / Math.sqrt((r.n() ** 2 + r.n() ** 2 + r.n() ** 2) / 3)
          : step()),
  };
}
