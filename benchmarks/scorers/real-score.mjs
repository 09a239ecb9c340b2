#!/usr/bin/env node
// A reference scorer: it must compute what it did when the published figures were made.
// Scores alarms and segments on the recorded series of data/real (README beside it). No dependencies.
// Usage: node real-score.mjs --data data/real --csv OUT.csv
//          writes group,timestamp,value of all series, group = set|id
//        node real-score.mjs --data data/real --alarms FILE.json
//          FILE.json: { "set|id": [alarm rows] }
//        node real-score.mjs --data data/real --segments FILE.json
//          FILE.json: { "set|id": [first row of each new segment] }
// Events (anomalies): an alarm in [from, max(to, from + tol)] detects it, without point adjustment. Changes:
// the first alarm in [start, end + tol]. Further alarms there are ignored, all others are false. The first
// 200 rows of a series with events are left out.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** @typedef {[from: number, to: number]} Span rows, both ends included */

/**
 * @typedef {object} RecordedSeries
 * @property {string} name
 * @property {string} set
 * @property {string} kind
 * @property {(number | null)[]} values
 * @property {number[]} times epoch milliseconds
 * @property {number} tol rows after an event or change in which an alarm still detects it
 * @property {number} [quiet] further rows after a change in which an alarm is not false
 * @property {Span[]} [events]
 * @property {Span[]} [changes]
 */

/**
 * @param {string} dir
 * @param {Set<string>} [sets] all without
 */
export function loadReal(dir, sets) {
  /** @type {RecordedSeries[]} */
  const out = [];
  for (const file of readdirSync(dir)
    .filter((f) => f.endsWith('.jsonl.gz'))
    .sort()) {
    for (const line of gunzipSync(readFileSync(join(dir, file)))
      .toString()
      .trim()
      .split('\n')) {
      /** @type {Omit<RecordedSeries, 'name' | 'times'> & {id: string, ts?: number[], t0: number, step: number}} */
      const s = JSON.parse(line);
      if (sets && !sets.has(s.set)) continue;
      out.push({ ...s, name: `${s.set}|${s.id}`, times: s.ts ?? s.values.map((_, i) => s.t0 + i * s.step) });
    }
  }
  return out;
}

/**
 * @param {Pick<RecordedSeries, 'values' | 'tol' | 'quiet' | 'events' | 'changes'>} s
 * @param {number[]} alarms rows
 * @param {'events' | 'changes'} as
 */
export function scoreAlarms(s, alarms, as) {
  const from = as === 'events' ? 200 : 0,
    /** @type {Span[]} */
    spans =
      as === 'changes'
        ? (s.changes ?? []).map(([a, b]) => [a, b + s.tol])
        : (s.events ?? []).filter(([a]) => a >= from).map(([a, b]) => [a, Math.max(b, a + s.tol)]);
  const covered = new Uint8Array(s.values.length);
  let found = 0;
  /** @type {number[]} */
  const delays = [];
  spans.forEach(([a, b], k) => {
    const next = spans[k + 1]?.[0] ?? Number.POSITIVE_INFINITY,
      hit = alarms.find((x) => x >= a && x <= Math.min(b, next - 1));
    if (hit !== undefined) {
      found++;
      delays.push(hit - a);
    }
    for (let i = a; i <= Math.min(b + (as === 'changes' ? (s.quiet ?? 0) : 0), s.values.length - 1); i++)
      covered[i] = 1;
  });
  let clean = 0;
  for (let i = from; i < s.values.length; i++) clean += covered[i] ? 0 : 1;
  return {
    events: spans.length,
    found,
    falseAlarms: alarms.filter((x) => x >= from && !covered[x]).length,
    clean,
    delays,
  };
}

/**
 * @param {Pick<RecordedSeries, 'values' | 'changes'>} s
 * @param {number[]} cuts rows where segments begin, except the first
 */
export function scoreSegments(s, cuts) {
  const n = s.values.length,
    truth = (s.changes ?? []).map(([a]) => a).filter((x) => x < n),
    margin = Math.max(5, Math.round(n * 0.01));
  /** @type {(c: number[]) => Span[]} */
  const parts = (c) => [0, ...c].map((a, i, all) => [a, all[i + 1] ?? n]);
  let sum = 0;
  for (const [a, b] of parts(truth)) {
    let best = 0;
    for (const [c, d] of parts(cuts))
      best = Math.max(best, Math.max(0, Math.min(b, d) - Math.max(a, c)) / (Math.max(b, d) - Math.min(a, c)));
    sum += (b - a) * best;
  }
  const T = [0, ...truth],
    P = [0, ...cuts],
    r = T.filter((x) => P.some((y) => Math.abs(x - y) <= margin)).length / T.length,
    q = P.filter((x) => T.some((y) => Math.abs(x - y) <= margin)).length / P.length;
  return { cover: sum / n, f1: (2 * r * q) / (r + q) };
}
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  /** @type {Record<string, string | undefined>} */
  const a = {};
  process.argv.slice(2).forEach((v, i, l) => {
    if (v.startsWith('--')) a[v.slice(2)] = l[i + 1];
  });
  const series = loadReal(a.data ?? 'data/real');
  if (a.csv)
    writeFileSync(
      a.csv,
      `group,timestamp,value\n${series.flatMap((s) => s.values.flatMap((v, i) => (v === null ? [] : `${s.name},${new Date(/** @type {number} */ (s.times[i])).toISOString()},${v}`))).join('\n')}\n`,
    );
  const empty = () => ({
    series: 0,
    events: 0,
    found: 0,
    falseAlarms: 0,
    clean: 0,
    /** @type {number[]} */
    delays: [],
    cover: 0,
    f1: 0,
  });
  /** @type {Map<string, ReturnType<typeof empty>>} */
  const rows = new Map(),
    into = (/** @type {string} */ key) => {
      const t = rows.get(key) ?? empty();
      rows.set(key, t);
      t.series++;
      return t;
    };
  if (a.alarms) {
    /** @type {Record<string, number[]>} */
    const alarms = JSON.parse(readFileSync(a.alarms, 'utf8'));
    for (const s of series)
      for (const as of /** @type {const} */ (['events', 'changes']))
        if (s[as] && s.kind !== 'calm') {
          const q = scoreAlarms(s, alarms[s.name] ?? [], as),
            t = into(`${s.set} ${as}`);
          for (const k of /** @type {const} */ (['events', 'found', 'falseAlarms', 'clean'])) t[k] += q[k];
          t.delays.push(...q.delays);
        }
    let total = 0;
    for (const [k, t] of rows) {
      const f1 = (2 * t.found) / (t.events + t.found + t.falseAlarms),
        d = t.delays.sort((x, y) => x - y);
      total += f1;
      console.log(
        k.padEnd(24),
        `series ${t.series} events ${t.events} found ${t.found} F1 ${f1.toFixed(3)} false/10k ${((1e4 * t.falseAlarms) / t.clean).toFixed(2)} median delay ${d[d.length >> 1] ?? '–'}`,
      );
    }
    console.log('mean F1'.padEnd(24), (total / rows.size).toFixed(3));
  }
  if (a.segments) {
    /** @type {Record<string, number[]>} */
    const cuts = JSON.parse(readFileSync(a.segments, 'utf8'));
    for (const s of series)
      if (s.changes) {
        const own = (cuts[s.name] ?? []).filter((x) => x > 0);
        for (const [k, c] of Object.entries({ '': own, ', never': [] })) {
          const t = into(s.set + k),
            q = scoreSegments(s, c);
          t.cover += q.cover;
          t.f1 += q.f1;
        }
      }
    for (const [k, t] of rows)
      console.log(
        k.padEnd(24),
        `series ${t.series} cover ${(t.cover / t.series).toFixed(3)} F1 ${(t.f1 / t.series).toFixed(3)}`,
      );
  }
}
