#!/usr/bin/env node
// A reference scorer: it must compute what it did when the published figures were made.
// Standalone NAB scorer (no dependencies), written from the definition of the Numenta Anomaly Benchmark.
// Usage: node nab-score.mjs --nab DIR (--scores FILE.json | --results DIR --detector NAME)
//        [--threshold T | --thresholds a,b,c | --optimize] [--split split.json --part public|hidden]
//        [--per-file] [--json]
// FILE.json: { "realKnownCause/nyc_taxi.csv": [score per data row] | {"detections":[row indices]} , ... }
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @typedef {[from: number, to: number]} Span */
/** @typedef {'standard' | 'reward_low_FP_rate' | 'reward_low_FN_rate'} Profile */
/** @typedef {{tp: number, fp: number, fn: number}} Weights */
/** @typedef {{unit: Float64Array, member: Int32Array}} Layout */

/**
 * @typedef {object} NabFile
 * @property {string} name
 * @property {number[]} times epoch milliseconds
 * @property {number[]} values
 * @property {Span[]} windows times, both ends included
 */

/** @typedef {NabFile & {scores: number[]}} ScoredFile scores: one of each row */

/**
 * @typedef {object} ProfileScore
 * @property {number} threshold
 * @property {number} raw
 * @property {number} null raw score without detections
 * @property {number} perfect
 * @property {number | null} final 0 without detections, 100 for the best possible
 * @property {number} tpRows
 * @property {number} fpRows
 * @property {number} windowsFound
 * @property {number} windows
 * @property {Record<string, number>} [perFile]
 */

/** @type {Record<Profile, Weights>} */
export const PROFILES = {
  standard: { tp: 1, fp: 0.11, fn: 1 },
  reward_low_FP_rate: { tp: 1, fp: 0.22, fn: 1 },
  reward_low_FN_rate: { tp: 1, fp: 0.11, fn: 2 },
};
const squash = (/** @type {number} */ x) => (x > 3 ? -1 : 2 / (1 + Math.exp(5 * x)) - 1);
const BEST = squash(-1);
export const parseTime = (/** @type {string} */ s) =>
  Date.parse(
    `${s
      .trim()
      .replace(' ', 'T')
      .replace(/\.\d+$/, '')}Z`,
  );

/**
 * Reads the timestamp column (and optionally another column) of a CSV without quoted fields.
 * @template {string[]} Names
 * @param {string} file
 * @param {[...Names]} names
 */
export function readColumns(file, names) {
  const lines = readFileSync(file, 'utf8').split(/\r?\n/);
  const head = /** @type {string} */ (lines[0]).split(',').map((h) => h.trim());
  const at = names.map((n) => {
    const i = head.indexOf(n);
    if (i < 0) throw new Error(`no column ${n} in ${file}`);
    return i;
  });
  /** @type {string[][]} */
  const out = names.map(() => []);
  for (const line of lines.slice(1)) {
    if (line === '') continue;
    const cells = line.split(',');
    for (const [k, c] of at.entries()) out[k]?.push(/** @type {string} */ (cells[c]));
  }
  return /** @type {{[Name in keyof Names]: string[]}} */ (out);
}

/**
 * Per-row weight of a detection at that row, and the window (-1 outside, -2 probation) that the row belongs
 * to.
 * @param {number[]} times
 * @param {Span[]} windows
 * @returns {Layout}
 */
export function layout(times, windows) {
  const n = times.length;
  /** @type {Map<number | undefined, number>} */
  const first = new Map();
  times.forEach((t, i) => {
    if (!first.has(t)) first.set(t, i);
  });
  const probation = Math.min(Math.floor(0.15 * n), 0.15 * 5000);
  const unit = new Float64Array(n); // unweighted: window rows in (0,1], outside rows in [-1,0)
  const member = new Int32Array(n);
  let next = 0,
    open = -1,
    right = 0,
    width = 0,
    prevRight = -1,
    prevWidth = 0;
  for (let i = 0; i < n; i++) {
    const begun = windows[next];
    if (begun && times[i] === begun[0]) {
      open = next++;
      const end = first.get(begun[1]);
      if (end === undefined) throw new Error('window end is not a row of the file');
      right = end;
      width = right - (first.get(begun[0]) ?? i) + 1;
    }
    if (open >= 0) unit[i] = squash(-(right - i + 1) / width) / BEST;
    else unit[i] = prevRight < 0 ? -1 : squash(Math.abs(prevRight - i) / (prevWidth - 1));
    member[i] = i >= probation ? open : -2;
    if (open >= 0 && times[i] === windows[open]?.[1]) {
      prevRight = i;
      prevWidth = width;
      open = -1;
    }
  }
  return { unit, member };
}

/**
 * Raw score of one file at one threshold (detection: score >= threshold).
 * @param {Layout} lay
 * @param {number[]} scores
 * @param {number} threshold
 * @param {Weights} w
 */
export function scoreFile(lay, scores, threshold, w) {
  /** @type {Map<number, number>} */
  const best = new Map();
  let fp = 0;
  const c = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const [i, score] of scores.entries()) {
    const m = /** @type {number} */ (lay.member[i]);
    const unit = /** @type {number} */ (lay.unit[i]);
    if (m === -2) continue;
    const hit = score >= threshold;
    if (m >= 0) {
      const old = best.get(m) ?? -w.fn;
      best.set(m, old);
      if (hit) {
        c.tp++;
        best.set(m, Math.max(old, unit * w.tp));
      } else c.fn++;
    } else if (hit) {
      c.fp++;
      fp += unit * w.fp;
    } else c.tn++;
  }
  let s = fp;
  for (const v of best.values()) s += v;
  return {
    score: s,
    null: -w.fn * best.size,
    windows: best.size,
    found: [...best.values()].filter((v) => v > -w.fn).length,
    ...c,
  };
}

/**
 * Highest-scoring common threshold over all files (the corpus-wide sweep NAB uses).
 * @param {(ScoredFile & {lay: Layout})[]} files
 * @param {Weights} w
 */
export function optimize(files, w) {
  /** @type {{score: number, best: Map<number, number>, m: number, unit: number}[]} */
  const rows = [];
  let total = 0;
  for (const f of files) {
    /** @type {Map<number, number>} */
    const best = new Map();
    for (const [i, score] of f.scores.entries()) {
      const m = /** @type {number} */ (f.lay.member[i]);
      if (m === -2) continue;
      if (m >= 0 && !best.has(m)) {
        best.set(m, -w.fn);
        total -= w.fn;
      }
      rows.push({ score, best, m, unit: /** @type {number} */ (f.lay.unit[i]) });
    }
  }
  rows.sort((a, b) => b.score - a.score);
  let bestT = 1.1,
    bestS = total;
  for (const [i, { score: t, best, m, unit }] of rows.entries()) {
    if (m < 0) total += unit * w.fp;
    else {
      const v = unit * w.tp,
        old = best.get(m) ?? -w.fn;
      if (v > old) {
        total += v - old;
        best.set(m, v);
      }
    }
    // Rows of the same score are above the same thresholds.
    if (rows[i + 1]?.score !== t && total > bestS) {
      bestS = total;
      bestT = t;
    }
  }
  return { threshold: bestT, score: bestS };
}

/**
 * @param {ScoredFile[]} scored
 * @param {object} [options]
 * @param {number} [options.threshold]
 * @param {Partial<Record<Profile, number>> | undefined} [options.thresholds]
 * @param {boolean} [options.optimise] at the best threshold instead
 */
export function scoreCorpus(scored, { threshold = 0.5, thresholds, optimise = false } = {}) {
  const files = scored.map((f) => {
    if (f.scores.length !== f.times.length)
      throw new Error(`${f.name}: ${f.scores.length} scores for ${f.times.length} rows`);
    return { ...f, lay: layout(f.times, f.windows) };
  });
  const out = /** @type {Record<Profile, ProfileScore>} */ ({});
  for (const [p, w] of /** @type {[Profile, Weights][]} */ (Object.entries(PROFILES))) {
    const t = optimise ? optimize(files, w).threshold : (thresholds?.[p] ?? threshold);
    let raw = 0,
      base = 0,
      perfect = 0,
      tp = 0,
      fp = 0,
      found = 0,
      windows = 0;
    /** @type {Record<string, number>} */
    const perFile = {};
    for (const f of files) {
      const s = scoreFile(f.lay, f.scores, t, w);
      perFile[f.name] = s.score;
      raw += s.score;
      base += s.null;
      perfect += f.windows.length * w.tp;
      tp += s.tp;
      fp += s.fp;
      found += s.found;
      windows += f.windows.length;
    }
    out[p] = {
      threshold: t,
      raw,
      null: base,
      perfect,
      final: perfect === base ? null : (100 * (raw - base)) / (perfect - base),
      tpRows: tp,
      fpRows: fp,
      windowsFound: found,
      windows,
      perFile,
    };
  }
  return out;
}

/**
 * @param {string} nabDir
 * @param {Set<string> | null} [only] names
 * @returns {NabFile[]}
 */
export function loadCorpus(nabDir, only) {
  /** @type {Record<string, [string, string][]>} */
  const labels = JSON.parse(readFileSync(join(nabDir, 'labels/combined_windows.json'), 'utf8'));
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([name]) => !only || only.has(name))
    .map(([name, windows]) => {
      const [ts, vs] = readColumns(join(nabDir, 'data', name), ['timestamp', 'value']);
      return {
        name,
        times: ts.map(parseTime),
        values: vs.map(Number),
        windows: windows.map(([from, to]) => [parseTime(from), parseTime(to)]),
      };
    });
}

/** @param {string[]} argv */
function main(argv) {
  /** @type {Record<string, string | undefined>} */
  const a = {};
  for (const [i, name] of argv.entries()) {
    const value = argv[i + 1];
    if (name.startsWith('--')) a[name.slice(2)] = value && !value.startsWith('--') ? value : '1';
  }
  if (!a.nab) {
    console.error('need --nab DIR and --scores FILE or --results DIR --detector NAME');
    process.exit(2);
  }
  const only = a.split ? new Set(JSON.parse(readFileSync(a.split, 'utf8')).nab[a.part ?? 'public']) : null;
  const { results = '', detector = '' } = a;
  /** @type {Record<string, number[] | {detections: number[]}> | null} */
  const given = a.scores ? JSON.parse(readFileSync(a.scores, 'utf8')) : null;
  const files = loadCorpus(a.nab, only).map((f) => {
    if (given === null) {
      const [dir = '', base] = f.name.split('/');
      const file = join(results, detector, dir, `${detector}_${base}`);
      return { ...f, scores: readColumns(file, ['anomaly_score'])[0].map(Number) };
    }
    const g = given[f.name];
    if (!g) throw new Error(`no scores for ${f.name}`);
    if (Array.isArray(g)) return { ...f, scores: g.map(Number) };
    /** @type {number[]} */
    const scores = new Array(f.times.length).fill(0);
    for (const i of g.detections) scores[i] = 1;
    return { ...f, scores };
  });
  let thresholds;
  if (a.thresholds) {
    const v = a.thresholds.split(',').map(Number);
    thresholds = Object.fromEntries(Object.keys(PROFILES).map((p, i) => [p, v[i] ?? v[0]]));
  }
  const res = scoreCorpus(files, {
    threshold: a.threshold ? Number(a.threshold) : 0.5,
    thresholds,
    optimise: !!a.optimize,
  });
  if (!a['per-file']) for (const r of Object.values(res)) delete r.perFile;
  if (a.json) console.log(JSON.stringify(res, null, 1));
  else {
    for (const [p, r] of Object.entries(res)) {
      console.log(
        p.padEnd(20),
        'final',
        r.final?.toFixed(4),
        ' raw',
        r.raw.toFixed(6),
        ' threshold',
        r.threshold,
        ` windows ${r.windowsFound}/${r.windows} fpRows ${r.fpRows}`,
      );
      if (r.perFile) for (const [k, v] of Object.entries(r.perFile)) console.log('   ', k, v.toFixed(6));
    }
  }
}
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv.slice(2));
