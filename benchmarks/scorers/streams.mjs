#!/usr/bin/env node
// A reference scorer: it must compute what it did when the published figures were made.
// Seeded generators of synthetic model-metric streams with known change points. No dependencies.
// Usage: node streams.mjs --seed SEED [--reps 10] [--only name,name] --out FILE.json
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {object} Random
 * @property {() => number} u uniform between 0 and 1
 * @property {() => number} n standard normal
 * @property {(lo: number, hi: number) => number} int a whole number, both ends included
 * @property {(p: number) => number} bern 1 with probability p, else 0
 * @property {(m: number, s: number) => number} logn lognormal
 * @property {(l: number) => number} pois Poisson with mean l
 */

/**
 * @typedef {object} Change
 * @property {number} at first row
 * @property {number} end row from which it is complete
 * @property {string} kind
 */

/**
 * @typedef {object} Drawn what a scenario draws
 * @property {'real' | 'binary'} family
 * @property {(number | null)[]} values
 * @property {number[]} times epoch milliseconds
 * @property {number | null} period in rows
 * @property {Change[]} changes
 */

/** @typedef {Drawn & {name: string, scenario: string}} Stream */

/**
 * @param {string} seedText
 * @returns {Random}
 */
export function rng(seedText) {
  let h = 2166136261 >>> 0;
  for (const ch of String(seedText)) {
    h ^= /** @type {number} */ (ch.codePointAt(0));
    h = Math.imul(h, 16777619) >>> 0;
  }
  const s = [];
  for (let i = 0; i < 4; i++) {
    h = (h + 0x9e3779b9) >>> 0;
    let z = h;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    s.push((z ^ (z >>> 16)) >>> 0);
  }
  let [a, b, c, d] = /** @type {[number, number, number, number]} */ (s); // small fast counter generator
  const u = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return ((t >>> 0) + 0.5) / 4294967296;
  };
  for (let i = 0; i < 20; i++) u();
  const n = () => Math.sqrt(-2 * Math.log(u())) * Math.cos(2 * Math.PI * u());
  return {
    u,
    n,
    int: (lo, hi) => lo + Math.floor(u() * (hi - lo + 1)),
    bern: (p) => (u() < p ? 1 : 0),
    logn: (m, s) => Math.exp(m + s * n()),
    pois(l) {
      if (l > 60) return Math.max(0, Math.round(l + Math.sqrt(l) * n()));
      const L = Math.exp(-l);
      let k = 0,
        p = 1;
      do {
        k++;
        p *= u();
      } while (p > L);
      return k - 1;
    },
  };
}
const MIN = 60000,
  T0 = Date.UTC(2025, 0, 6);
/** @type {<Value>(n: number, f: (i: number) => Value) => Value[]} */
const seq = (n, f) => Array.from({ length: n }, (_, i) => f(i));
/** @type {(i: number, a: number, b: number) => number} */
const ramp = (i, a, b) => Math.min(1, Math.max(0, (i - a) / (b - a)));
/** @type {(r: Random, n: number) => number} */
const mid = (r, n) => r.int(Math.floor(n * 0.45), Math.floor(n * 0.6));
/** @type {(i: number, p: number) => number} */
const daily = (i, p) => Math.sin((2 * Math.PI * i) / p) + 0.4 * Math.sin((4 * Math.PI * i) / p + 1);
/** @type {(i: number) => number} */
const weekly = (i) => daily(i, 24) * 2 + (Math.floor(i / 24) % 7 >= 5 ? -2.5 : 0);
/** @type {(values: (number | null)[], extra?: Partial<Drawn>) => Drawn} */
const base = (values, extra = {}) => ({
  family: 'real',
  values,
  times: values.map((_, i) => T0 + i * 5 * MIN),
  period: null,
  changes: [],
  ...extra,
});
/** @type {(at: number, kind: string, end?: number) => Change} */
const step = (at, kind, end = at) => ({ at, end, kind });

/** @type {Record<string, (r: Random) => Drawn>} */
export const SCENARIOS = {
  stationary_gaussian: (r) => base(seq(6000, () => 5 + r.n())),
  stationary_ar1: (r) => {
    let x = 0;
    return base(
      seq(6000, () => {
        x = 0.7 * x + r.n();
        return x;
      }),
    );
  },
  stationary_heavy: (r) => base(seq(6000, () => r.logn(4, 0.6))),
  stationary_daily: (r) =>
    base(
      seq(6048, (i) => 50 + 8 * daily(i, 288) + 2 * r.n()),
      { period: 288 },
    ),
  stationary_weekly: (r) => {
    const v = seq(5040, (i) => 20 + weekly(i) + 0.7 * r.n());
    return base(v, { period: 168, times: v.map((_, i) => T0 + i * 60 * MIN) });
  },
  stationary_outliers: (r) =>
    base(seq(6000, () => 10 + r.n() + (r.u() < 0.005 ? (r.u() < 0.5 ? -12 : 12) : 0))),
  stationary_missing: (r) => {
    const g = r.int(1500, 4000);
    return base(seq(6000, (i) => (r.u() < 0.15 || (i > g && i < g + 250) ? null : 3 + 0.5 * r.n())));
  },
  stationary_binary: (r) =>
    base(
      seq(6000, () => r.bern(0.12)),
      { family: 'binary' },
    ),
  abrupt_mean_3sd: (r) => {
    const c = mid(r, 4000);
    return base(
      seq(4000, (i) => 5 + (i >= c ? 3 : 0) + r.n()),
      { changes: [step(c, 'mean')] },
    );
  },
  abrupt_mean_1sd: (r) => {
    const c = mid(r, 4000),
      s = r.u() < 0.5 ? -1 : 1;
    return base(
      seq(4000, (i) => 5 + (i >= c ? s : 0) + r.n()),
      { changes: [step(c, 'mean')] },
    );
  },
  abrupt_mean_half_sd: (r) => {
    const c = mid(r, 4000),
      s = r.u() < 0.5 ? -0.5 : 0.5;
    return base(
      seq(4000, (i) => 5 + (i >= c ? s : 0) + r.n()),
      { changes: [step(c, 'mean')] },
    );
  },
  accuracy_drop: (r) => {
    const c = mid(r, 4000);
    return base(
      seq(4000, (i) => Math.min(1, Math.max(0, (i >= c ? 0.88 : 0.91) + 0.025 * r.n()))),
      { changes: [step(c, 'mean')] },
    );
  },
  gradual_mix: (r) => {
    const c = mid(r, 5000);
    return base(
      seq(5000, (i) => (r.u() < ramp(i, c, c + 600) ? 7.5 : 5) + r.n()),
      { changes: [step(c, 'gradual', c + 600)] },
    );
  },
  incremental_ramp: (r) => {
    const c = mid(r, 5000);
    return base(
      seq(5000, (i) => 5 + 2 * ramp(i, c, c + 800) + r.n()),
      { changes: [step(c, 'ramp', c + 800)] },
    );
  },
  trend_start: (r) => {
    const c = mid(r, 5000);
    return base(
      seq(5000, (i) => 5 + (i > c ? (i - c) / 600 : 0) + r.n()),
      { changes: [step(c, 'trend', 5000)] },
    );
  },
  variance_up: (r) => {
    const c = mid(r, 4000);
    return base(
      seq(4000, (i) => 5 + (i >= c ? 2.5 : 1) * r.n()),
      { changes: [step(c, 'variance')] },
    );
  },
  variance_down: (r) => {
    const c = mid(r, 4000);
    return base(
      seq(4000, (i) => 5 + (i >= c ? 0.4 : 1) * r.n()),
      { changes: [step(c, 'variance')] },
    );
  },
  stuck_value: (r) => {
    const c = mid(r, 4000);
    let last = 0;
    return base(
      seq(4000, (i) => {
        if (i < c) last = 5 + r.n();
        return last;
      }),
      { changes: [step(c, 'stuck')] },
    );
  },
  heavy_latency_scale: (r) => {
    const c = mid(r, 5000);
    return base(
      seq(5000, (i) => r.logn(4, 0.6) * (i >= c ? 1.5 : 1)),
      { changes: [step(c, 'scale')] },
    );
  },
  heavy_latency_tail: (r) => {
    const c = mid(r, 5000);
    return base(
      seq(5000, (i) => r.logn(4, 0.4) * (i >= c && r.u() < 0.12 ? 6 : 1)),
      { changes: [step(c, 'tail')] },
    );
  },
  daily_level: (r) => {
    const c = mid(r, 6048);
    return base(
      seq(6048, (i) => 50 + (i >= c ? 6 : 0) + 8 * daily(i, 288) + 2 * r.n()),
      { period: 288, changes: [step(c, 'mean')] },
    );
  },
  daily_amplitude: (r) => {
    const c = mid(r, 6048);
    return base(
      seq(6048, (i) => 50 + (i >= c ? 14 : 8) * daily(i, 288) + 2 * r.n()),
      { period: 288, changes: [step(c, 'season', c + 288)] },
    );
  },
  weekly_level: (r) => {
    const c = mid(r, 5040);
    const v = seq(5040, (i) => 20 + (i >= c ? -2 : 0) + weekly(i) + 0.7 * r.n());
    return base(v, { period: 168, times: v.map((_, i) => T0 + i * 60 * MIN), changes: [step(c, 'mean')] });
  },
  traffic_drop: (r) => {
    const c = mid(r, 6048);
    return base(
      seq(6048, (i) => r.pois((i >= c ? 0.65 : 1) * (60 + 30 * daily(i, 288)))),
      { period: 288, changes: [step(c, 'scale')] },
    );
  },
  recurring: (r) => {
    const L = 1200,
      j = r.int(-100, 100);
    const at = [L + j, 2 * L + j, 3 * L + j, 4 * L + j];
    return base(
      seq(6000, (i) => 5 + (at.filter((a) => i >= a).length % 2 ? 2 : 0) + r.n()),
      { changes: at.map((a) => step(a, 'mean')) },
    );
  },
  step_recovery: (r) => {
    const c = r.int(1800, 2600),
      d = r.int(150, 350);
    return base(
      seq(5000, (i) => 5 + (i >= c && i < c + d ? 3 : 0) + r.n()),
      { changes: [step(c, 'mean'), step(c + d, 'recovery')] },
    );
  },
  missing_mean: (r) => {
    const c = mid(r, 5000),
      g = c - r.int(500, 900);
    return base(
      seq(5000, (i) => (r.u() < 0.2 || (i > g && i < g + 200) ? null : 5 + (i >= c ? 1.5 : 0) + r.n())),
      { changes: [step(c, 'mean')] },
    );
  },
  duplicate_times: (r) => {
    const c = mid(r, 5000);
    const v = seq(5000, (i) => 5 + (i >= c ? 1.5 : 0) + r.n());
    const t = v.map((_, i) => T0 + i * 5 * MIN);
    for (let i = 2; i < t.length; i++) {
      const k = r.u();
      if (k < 0.08) t[i] = /** @type {number} */ (t[i - 1]);
      else if (k < 0.1) [t[i], t[i - 1]] = /** @type {[number, number]} */ ([t[i - 1], t[i]]);
    }
    return base(v, { times: t, changes: [step(c, 'mean')] });
  },
  binary_abrupt: (r) => {
    const c = mid(r, 5000);
    return base(
      seq(5000, (i) => r.bern(i >= c ? 0.25 : 0.1)),
      { family: 'binary', changes: [step(c, 'rate')] },
    );
  },
  binary_small: (r) => {
    const c = mid(r, 6000);
    return base(
      seq(6000, (i) => r.bern(i >= c ? 0.15 : 0.1)),
      { family: 'binary', changes: [step(c, 'rate')] },
    );
  },
  binary_gradual: (r) => {
    const c = mid(r, 5000);
    return base(
      seq(5000, (i) => r.bern(0.1 + 0.2 * ramp(i, c, c + 800))),
      { family: 'binary', changes: [step(c, 'gradual', c + 800)] },
    );
  },
};

/**
 * @param {string} seed
 * @param {number} [reps] streams of each scenario
 * @param {string[]} [only] names of scenarios
 */
export function generate(seed, reps = 10, only) {
  /** @type {Stream[]} */
  const out = [];
  for (const [name, f] of Object.entries(SCENARIOS)) {
    if (only && !only.includes(name)) continue;
    for (let k = 0; k < reps; k++) {
      const s = f(rng(`${seed}/${name}/${k}`));
      s.values = s.values.map((v) => (v === null ? null : Number(v.toPrecision(8))));
      out.push({ name: `${name}#${k}`, scenario: name, ...s });
    }
  }
  return out;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  /** @type {Record<string, string | undefined>} */
  const a = {};
  process.argv.slice(2).forEach((v, i, l) => {
    if (v.startsWith('--')) a[v.slice(2)] = l[i + 1];
  });
  if (!a.seed || !a.out) {
    console.error('need --seed SEED --out FILE');
    process.exit(2);
  }
  const s = generate(a.seed, Number(a.reps ?? 10), a.only?.split(','));
  writeFileSync(a.out, JSON.stringify(s));
  console.error(`${s.length} streams, ${s.reduce((n, q) => n + q.values.length, 0)} points`);
}
