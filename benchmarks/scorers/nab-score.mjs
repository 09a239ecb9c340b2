#!/usr/bin/env node
// @ts-nocheck A reference scorer, kept as it was when the published figures were made.
// Standalone NAB scorer (no dependencies), written from the definition of the Numenta Anomaly Benchmark.
// Usage: node nab-score.mjs --nab DIR (--scores FILE.json | --results DIR --detector NAME)
//        [--threshold T | --thresholds a,b,c | --optimize] [--split split.json --part public|hidden]
//        [--per-file] [--json]
// FILE.json: { "realKnownCause/nyc_taxi.csv": [score per data row] | {"detections":[row indices]} , ... }
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const PROFILES = {
  standard: { tp: 1, fp: 0.11, fn: 1 },
  reward_low_FP_rate: { tp: 1, fp: 0.22, fn: 1 },
  reward_low_FN_rate: { tp: 1, fp: 0.11, fn: 2 },
};
const squash = (x) => (x > 3 ? -1 : 2 / (1 + Math.exp(5 * x)) - 1);
const BEST = squash(-1);
export const parseTime = (s) =>
  Date.parse(
    `${s
      .trim()
      .replace(' ', 'T')
      .replace(/\.\d+$/, '')}Z`,
  );

/** Reads the timestamp column (and optionally another column) of a CSV without quoted fields. */
export function readColumns(file, names) {
  const lines = readFileSync(file, 'utf8').split(/\r?\n/);
  const head = lines[0].split(',').map((h) => h.trim());
  const at = names.map((n) => {
    const i = head.indexOf(n);
    if (i < 0) throw new Error(`no column ${n} in ${file}`);
    return i;
  });
  const out = names.map(() => []);
  for (let r = 1; r < lines.length; r++) {
    if (lines[r] === '') continue;
    const cells = lines[r].split(',');
    for (const [k, c] of at.entries()) out[k].push(cells[c]);
  }
  return out;
}

/**
 * Per-row weight of a detection at that row, and the window (-1 outside, -2 probation) that the row belongs
 * to.
 */
export function layout(times, windows) {
  const n = times.length;
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
    if (next < windows.length && times[i] === windows[next][0]) {
      open = next++;
      right = first.get(windows[open][1]);
      if (right === undefined) throw new Error('window end is not a row of the file');
      width = right - first.get(windows[open][0]) + 1;
    }
    if (open >= 0) unit[i] = squash(-(right - i + 1) / width) / BEST;
    else unit[i] = prevRight < 0 ? -1 : squash(Math.abs(prevRight - i) / (prevWidth - 1));
    member[i] = i >= probation ? open : -2;
    if (open >= 0 && times[i] === windows[open][1]) {
      prevRight = i;
      prevWidth = width;
      open = -1;
    }
  }
  return { unit, member };
}

/** Raw score of one file at one threshold (detection: score >= threshold). */
export function scoreFile(lay, scores, threshold, w) {
  const best = new Map();
  let fp = 0;
  const c = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (let i = 0; i < scores.length; i++) {
    const m = lay.member[i];
    if (m === -2) continue;
    const hit = scores[i] >= threshold;
    if (m >= 0) {
      if (!best.has(m)) best.set(m, -w.fn);
      if (hit) {
        c.tp++;
        best.set(m, Math.max(best.get(m), lay.unit[i] * w.tp));
      } else c.fn++;
    } else if (hit) {
      c.fp++;
      fp += lay.unit[i] * w.fp;
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

/** Highest-scoring common threshold over all files (the corpus-wide sweep NAB uses). */
export function optimize(files, w) {
  const rows = [];
  let total = 0;
  const best = [];
  files.forEach((f, k) => {
    best.push(new Map());
    for (let i = 0; i < f.scores.length; i++) {
      const m = f.lay.member[i];
      if (m === -2) continue;
      if (m >= 0 && !best[k].has(m)) {
        best[k].set(m, -w.fn);
        total -= w.fn;
      }
      rows.push([f.scores[i], k, m, f.lay.unit[i]]);
    }
  });
  rows.sort((a, b) => b[0] - a[0]);
  let bestT = 1.1,
    bestS = total;
  for (let i = 0; i < rows.length; ) {
    const t = rows[i][0];
    for (; i < rows.length && rows[i][0] === t; i++) {
      const [, k, m, u] = rows[i];
      if (m < 0) total += u * w.fp;
      else {
        const v = u * w.tp,
          old = best[k].get(m);
        if (v > old) {
          total += v - old;
          best[k].set(m, v);
        }
      }
    }
    if (total > bestS) {
      bestS = total;
      bestT = t;
    }
  }
  return { threshold: bestT, score: bestS };
}

/**
 * files: [{name, times, windows:[[t0,t1]], scores}] -> { profile: {threshold, raw, null, perfect, final, ...}
 * }
 */
export function scoreCorpus(files, { threshold = 0.5, thresholds, optimise = false } = {}) {
  for (const f of files) {
    if (f.scores.length !== f.times.length)
      throw new Error(`${f.name}: ${f.scores.length} scores for ${f.times.length} rows`);
    f.lay ??= layout(f.times, f.windows);
  }
  const out = {};
  for (const [p, w] of Object.entries(PROFILES)) {
    const t = optimise ? optimize(files, w).threshold : (thresholds?.[p] ?? threshold);
    let raw = 0,
      base = 0,
      perfect = 0,
      tp = 0,
      fp = 0,
      found = 0,
      windows = 0;
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

export function loadCorpus(nabDir, only) {
  const labels = JSON.parse(readFileSync(join(nabDir, 'labels/combined_windows.json'), 'utf8'));
  return Object.keys(labels)
    .sort()
    .filter((k) => !only || only.has(k))
    .map((name) => {
      const [ts, vs] = readColumns(join(nabDir, 'data', name), ['timestamp', 'value']);
      return {
        name,
        times: ts.map(parseTime),
        values: vs.map(Number),
        windows: labels[name].map((p) => p.map(parseTime)),
      };
    });
}

function main(argv) {
  const a = {};
  for (let i = 0; i < argv.length; i++)
    if (argv[i].startsWith('--'))
      a[argv[i].slice(2)] = argv[i + 1] && !argv[i + 1].startsWith('--') ? argv[++i] : true;
  if (!a.nab) {
    console.error('need --nab DIR and --scores FILE or --results DIR --detector NAME');
    process.exit(2);
  }
  const only = a.split ? new Set(JSON.parse(readFileSync(a.split, 'utf8')).nab[a.part ?? 'public']) : null;
  const files = loadCorpus(a.nab, only);
  const given = a.scores ? JSON.parse(readFileSync(a.scores, 'utf8')) : null;
  for (const f of files) {
    if (given) {
      const g = given[f.name];
      if (!g) throw new Error(`no scores for ${f.name}`);
      if (Array.isArray(g)) f.scores = g.map(Number);
      else {
        f.scores = new Array(f.times.length).fill(0);
        for (const i of g.detections) f.scores[i] = 1;
      }
    } else {
      const [dir, base] = f.name.split('/');
      f.scores = readColumns(join(a.results, a.detector, dir, `${a.detector}_${base}`), [
        'anomaly_score',
      ])[0].map(Number);
    }
  }
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
