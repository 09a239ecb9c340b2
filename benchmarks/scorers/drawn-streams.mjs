#!/usr/bin/env node
// A reference scorer: it must compute what it did when the published figures were made.
// Model metrics drawn at random: cadence, noise, memory, season, time zone, gaps, rounding, kind, size and
// place of a change all vary, so that nothing can be tuned to a list of scenarios. The same seed gives the
// same streams. No dependencies.
// Usage: node drawn-streams.mjs --seed SEED [--count 400] --out FILE.csv     CSV: group,timestamp,value
// Rows are numbered without the missing ones (a missing value is a row that does not exist).
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { between, familyOf, logBetween, MIN, pick, seasonOf } from './drawn-families.mjs';
import { rng } from './streams.mjs';

/** @typedef {import('./streams.mjs').Change} Change */

/**
 * @typedef {object} DrawnStream
 * @property {string} name
 * @property {number[]} times epoch milliseconds
 * @property {number[]} values
 * @property {Change[]} changes
 * @property {number} horizon points within which an alarm counts as the response to a change
 * @property {Record<string, string>} tags what the stream is like
 * @property {string} direction of the metric
 * @property {number} memory correlation of a point with the one before
 * @property {number[]} calm expected values without the change
 */

/** Minutes between points; cadences that are more common for model metrics are drawn more often. */
const cadences = [1, 5, 5, 10, 15, 30, 60, 60, 60, 60, 120, 360, 1440, 1440, 1440];
const zones = ['UTC', 'UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'];
const families = ['accuracy', 'accuracy', 'latency', 'loss', 'rate', 'traffic', 'score', 'errors', 'binary'];

/**
 * Points within which an alarm counts as the response to a change: 14 days, but at least 40 and at most 500
 * points.
 */
const toleranceOf = (/** @type {number} */ cadence) =>
  Math.round(Math.min(500, Math.max(40, (14 * 1440) / cadence)));

/**
 * @param {string} seed
 * @param {number} index
 * @returns {DrawnStream}
 */
function draw(seed, index) {
  const r = rng(`${seed}/drawn/${index}`),
    family = pick(r, families),
    cadence = family === 'binary' ? pick(r, [1, 5]) : pick(r, cadences),
    zone = pick(r, zones);
  const kinds =
    cadence >= 1440
      ? ['none', 'none', 'weekly']
      : cadence >= 360
        ? ['none', 'daily', 'weekly']
        : ['none', 'daily', 'daily', 'weekly'];
  const isSeasonal = !['binary', 'errors'].includes(family),
    season = isSeasonal ? pick(r, kinds) : 'none',
    amplitude = season === 'none' ? 0 : family === 'traffic' ? between(r, 2, 7) : logBetween(r, 0.7, 6);
  const model = familyOf(r, family, seasonOf(r, season, zone), amplitude),
    tolerance = toleranceOf(cadence);
  const perDay = 1440 / cadence,
    period = season === 'none' ? 0 : season === 'daily' ? perDay : 7 * perDay;
  const total = Math.round(
    cadence >= 1440
      ? between(r, 150, 500)
      : cadence >= 360
        ? between(r, 300, 900)
        : cadence >= 30
          ? between(r, 900, 2600)
          : between(r, 3000, 7000),
  );
  const earliest = Math.min(Math.round(total * 0.6), Math.max(60, Math.ceil(3 * period)));
  // Large enough that a test with full knowledge of the past reaches z of 7 or more within two thirds of the
  // tolerance.
  const effective = Math.min(tolerance, total * 0.2) * 0.66 * ((1 - model.memory) / (1 + model.memory)),
    least = Math.max(0.15, 7 / Math.sqrt(Math.max(4, effective)));
  const kind =
    family === 'binary' || family === 'errors'
      ? pick(r, ['none', 'step', 'step', 'ramp'])
      : pick(r, [
          'none',
          'none',
          'none',
          'step',
          'step',
          'step',
          'step',
          'ramp',
          'scale',
          'stuck',
          'recovery',
          season === 'none' ? 'step' : 'amplitude',
        ]);
  let sign = model.traits === 'higher_is_better' ? (r.u() < 0.85 ? -1 : 1) : r.u() < 0.75 ? 1 : -1;
  let size = least * (1 + -0.8 * Math.log(r.u()));
  const at = r.int(earliest, Math.max(earliest, Math.round(total * 0.78))),
    length = kind === 'ramp' ? Math.round(tolerance * between(r, 0.3, 1)) : 0,
    back =
      kind === 'recovery'
        ? at + Math.max(20, Math.round(tolerance * between(r, 0.3, 0.8)))
        : Number.POSITIVE_INFINITY;
  if (kind === 'recovery') size = Math.max(size, 1.5 * least);
  // A share cannot leave 0 to 1, and a level cannot fall below zero.
  if (model.bounds) {
    const p = model.base,
      room = sign > 0 ? (0.995 - p) / model.sd : (p - 0.005) / model.sd;
    if (room < size) {
      sign = -sign;
      const other = sign > 0 ? (0.995 - p) / model.sd : (p - 0.005) / model.sd;
      size = Math.min(size, other);
    }
  }
  if ((family === 'traffic' || family === 'errors') && sign < 0) {
    const room = (0.85 * model.base) / model.sd;
    if (size > room) sign = 1;
  }
  const scaleTo = pick(r, [0.35, 2, 2.5, 3.5]),
    gainTo = pick(r, [0.25, 2, 2.5]);
  const missing = pick(r, [0, 0, 0, 0.05, 0.2]),
    outage = r.u() < 0.12 ? r.int(Math.round(total * 0.1), Math.round(total * 0.4)) : -1,
    outageLength = Math.round(Math.max(3, 2 * perDay * r.u())),
    spikes = family !== 'binary' && r.u() < 0.25 ? between(r, 0.001, 0.006) : 0;
  const start = Date.UTC(2025, r.int(0, 11), r.int(1, 28), r.int(0, 23)),
    /** @type {number[]} */
    values = [],
    /** @type {number[]} */
    times = [],
    /** @type {number[]} */
    calm = [];
  /** @type {number | null} */
  let stuckAt = null,
    atRow = -1,
    endRow = -1,
    backRow = -1;
  for (let i = 0; i < total; i++) {
    const ts = start + i * cadence * MIN,
      isAfter = kind !== 'none' && i >= at && i < back,
      part = length > 0 ? Math.min(1, (i - at + 1) / length) : 1;
    const shift = isAfter && ['step', 'ramp', 'recovery'].includes(kind) ? sign * size * part : 0,
      scale = isAfter && kind === 'scale' ? scaleTo : 1,
      gain = isAfter && kind === 'amplitude' ? gainTo : 1;
    let value = model.value(model.mean(ts, shift, gain), scale);
    if (spikes > 0 && r.u() < spikes)
      value = model.bounds
        ? Math.min(1, Math.max(0, value + pick(r, [-1, 1]) * 8 * model.sd))
        : model.log
          ? value * 2.5
          : model.counts
            ? value + Math.ceil(9 * model.sd)
            : value + pick(r, [-1, 1]) * 9 * model.sd;
    if (isAfter && kind === 'stuck') {
      stuckAt ??= value;
      value = stuckAt;
    }
    if (model.digits !== null && family !== 'binary') value = Number(value.toFixed(model.digits));
    if (r.u() < missing || (i >= outage && outage >= 0 && i < outage + outageLength)) continue;
    if (isAfter && atRow < 0) atRow = values.length;
    if (isAfter && part >= 1 && endRow < 0) endRow = values.length;
    if (i >= back && backRow < 0) backRow = values.length;
    times.push(ts);
    values.push(Number(value.toPrecision(9)));
    calm.push(model.mean(ts, 0, 1));
  }
  const changes =
    kind === 'none' || atRow < 0
      ? []
      : [
          { at: atRow, end: endRow < 0 ? values.length - 1 : endRow, kind },
          ...(backRow < 0 ? [] : [{ at: backRow, end: backRow, kind: 'recovery' }]),
        ];
  const bucket =
    cadence >= 1440
      ? 'daily'
      : cadence >= 360
        ? '6 h'
        : cadence >= 30
          ? '30 min–2 h'
          : cadence >= 10
            ? '10–15 min'
            : '1–5 min';
  const sizes = ['step', 'ramp', 'recovery'].includes(kind) ? size / least : null;
  return {
    name: `drawn#${index}`,
    times,
    values,
    changes,
    horizon: tolerance,
    tags: {
      family,
      cadence: bucket,
      season: season === 'none' ? 'none' : amplitude < 2 ? `${season}, weak` : `${season}, strong`,
      change: kind,
      size: sizes === null ? 'n.a.' : sizes < 1.5 ? 'just visible' : sizes < 2.5 ? 'clear' : 'large',
      memory: model.memory > 0.5 ? 'long' : model.memory > 0 ? 'some' : 'none',
      warm: changes.length === 0 ? 'n.a.' : atRow < 150 ? 'under 150' : atRow < 400 ? '150–400' : 'over 400',
      zone: zone === 'UTC' || season === 'none' ? 'UTC' : 'local',
    },
    direction: model.traits,
    memory: model.memory,
    calm,
  };
}

/** @type {(seed: string, count?: number) => DrawnStream[]} */
export const generate = (seed, count = 400) => Array.from({ length: count }, (_, i) => draw(seed, i));

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  /** @type {Record<string, string | undefined>} */
  const a = {};
  process.argv.slice(2).forEach((v, i, l) => {
    if (v.startsWith('--')) a[v.slice(2)] = l[i + 1];
  });
  if (!a.seed || !a.out) {
    console.error('need --seed SEED and --out FILE.csv');
    process.exit(2);
  }
  const lines = generate(a.seed, Number(a.count ?? 400)).flatMap((s) =>
    s.values.map((v, i) => `${s.name},${new Date(/** @type {number} */ (s.times[i])).toISOString()},${v}`),
  );
  writeFileSync(a.out, `group,timestamp,value\n${lines.join('\n')}\n`);
}
