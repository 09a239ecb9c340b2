#!/usr/bin/env node
// A reference scorer: it must compute what it did when the published figures were made.
// Scores drift alarms against the streams of streams.mjs.
// Usage: node drift-score.mjs --seed SEED [--reps 10] --detections FILE.json [--horizon 500]
//        [--family real|binary|all] [--json]
// FILE.json: { "abrupt_mean_3sd#0": [alarm indices], ... }; a missing stream is an error unless --partial 1
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { generate } from './streams.mjs';

/** @typedef {[from: number, to: number]} Span */
/** @typedef {import('./streams.mjs').Stream} Stream */

/**
 * @typedef {object} StreamScore
 * @property {(number | null)[]} delays of each change; null: not detected
 * @property {number} falseAlarms
 * @property {number} repeats
 * @property {number} quiet rows that no change owns
 */

/**
 * One stream. A change owns [at, min(end+horizon, next change)): its first alarm detects it, further alarms
 * there are repeats, alarms elsewhere are false.
 * @param {Pick<Stream, 'values' | 'changes'>} s
 * @param {number[]} alarms rows
 * @param {number} [horizon]
 * @returns {StreamScore}
 */
export function scoreStream(s, alarms, horizon = 500) {
  const win = s.changes.map(
    (c, k) =>
      /** @type {Span} */ ([
        c.at,
        Math.min(c.end + horizon, s.changes[k + 1]?.at ?? s.values.length, s.values.length),
      ]),
  );
  /** @type {(number | null)[]} */
  const delays = win.map(() => null);
  let falseAlarms = 0,
    repeats = 0;
  for (const a of [...new Set(alarms)].sort((x, y) => x - y)) {
    const k = win.findIndex(([b, e]) => a >= b && a < e);
    if (k < 0) falseAlarms++;
    else if (delays[k] === null) delays[k] = a - /** @type {Span} */ (win[k])[0];
    else repeats++;
  }
  return { delays, falseAlarms, repeats, quiet: s.values.length - win.reduce((n, [b, e]) => n + e - b, 0) };
}

/** @param {StreamScore[]} parts */
export function summarise(parts) {
  const d = parts.flatMap((p) => p.delays),
    hit = d.filter((x) => x !== null).sort((a, b) => a - b),
    sum = (/** @type {'falseAlarms' | 'quiet' | 'repeats'} */ k) => parts.reduce((n, p) => n + p[k], 0);
  const fa = sum('falseAlarms'),
    quiet = sum('quiet'),
    rate = d.length ? hit.length / d.length : null,
    mtd = hit.length ? hit.reduce((a, b) => a + b, 0) / hit.length : null,
    mtfa = quiet / Math.max(fa, 1);
  return {
    streams: parts.length,
    changes: d.length,
    detected: hit.length,
    detectionRate: rate,
    mdr: rate === null ? null : 1 - rate,
    meanDelay: mtd,
    medianDelay: hit[hit.length >> 1] ?? null,
    falseAlarms: fa,
    falsePer10k: (1e4 * fa) / quiet,
    mtfa: fa ? mtfa : null,
    mtfaLowerBound: mtfa,
    repeats: sum('repeats'),
    f1: d.length ? (2 * hit.length) / (2 * hit.length + fa + (d.length - hit.length)) : null,
    mtr: mtd === null || rate === null ? null : (mtfa / Math.max(mtd, 1)) * rate,
  };
}

/**
 * @param {Pick<Stream, 'name' | 'scenario' | 'values' | 'changes'>[]} streams
 * @param {Record<string, number[]>} detections rows of alarms, by the name of the stream
 * @param {{horizon?: number, partial?: boolean}} [options]
 */
export function scoreAll(streams, detections, { horizon = 500, partial = false } = {}) {
  /** @type {Record<string, StreamScore[]>} */
  const by = {};
  const all = [];
  for (const s of streams) {
    const a = detections[s.name];
    if (!a) {
      if (partial) continue;
      throw new Error(`no detections for ${s.name}`);
    }
    const p = scoreStream(s, a, horizon);
    by[s.scenario] ??= [];
    by[s.scenario]?.push(p);
    all.push(p);
  }
  return {
    overall: summarise(all),
    scenarios: Object.fromEntries(Object.entries(by).map(([k, v]) => [k, summarise(v)])),
  };
}
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  /** @type {Record<string, string | undefined>} */
  const a = {};
  process.argv.slice(2).forEach((v, i, l) => {
    if (v.startsWith('--')) a[v.slice(2)] = l[i + 1]?.startsWith('--') ? '1' : (l[i + 1] ?? '1');
  });
  if (!a.seed || !a.detections) {
    console.error('need --seed SEED --detections FILE');
    process.exit(2);
  }
  const fam = a.family ?? 'all';
  const streams = generate(a.seed, Number(a.reps ?? 10)).filter((s) => fam === 'all' || s.family === fam);
  const r = scoreAll(streams, JSON.parse(readFileSync(a.detections, 'utf8')), {
    horizon: Number(a.horizon ?? 500),
    partial: !!a.partial,
  });
  if (a.json) console.log(JSON.stringify(r, null, 1));
  else {
    const f = (/** @type {number | null} */ x, d = 2) => (x === null ? '-' : x.toFixed(d));
    for (const [k, s] of Object.entries({ ...r.scenarios, OVERALL: r.overall }))
      console.log(
        k.padEnd(22),
        `det ${f(s.detectionRate)} delay ${f(s.meanDelay, 1)} FA/10k ${f(s.falsePer10k)} F1 ${f(s.f1)} MTR ${f(s.mtr)} repeats ${s.repeats}`,
      );
  }
}
