#!/usr/bin/env node
// A reference scorer: it must compute what it did when the published figures were made.
// Standalone scorer for the Turing Change Point Dataset: F1 (margin 5, multiple annotators) and segmentation
// covering.
// Usage: node tcpd-score.mjs --tcpd DIR --detections FILE.json [--split split.json --part public|hidden]
//        [--margin 5] [--json]
// FILE.json: { "nile": [28], ... } 0-based indices of the FIRST point of each new segment. A missing data set
// is an error.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @typedef {Record<string, number[]>} Annotations rows where segments begin, by annotator */

/**
 * @typedef {object} DataSet
 * @property {string} name
 * @property {number} n rows
 * @property {number} dims
 * @property {(number | null)[][]} series
 * @property {unknown} time
 * @property {Annotations} annotations
 */

const uniq = (/** @type {number[]} */ a) => [...new Set(a)].sort((x, y) => x - y);

/**
 * Number of true locations that can be paired with a prediction within the margin; each prediction is used
 * once, the nearest (then lowest) first.
 * @param {number[]} truth
 * @param {number[]} pred
 * @param {number} [margin]
 */
export function matched(truth, pred, margin = 5) {
  const left = new Set(pred);
  let hits = 0;
  for (const t of truth) {
    /** @type {number | null} */
    let pick = null,
      dist = Infinity;
    for (const p of [...left].sort((x, y) => x - y)) {
      const d = Math.abs(t - p);
      if (d <= margin && d < dist) {
        dist = d;
        pick = p;
      }
    }
    if (pick !== null) {
      hits++;
      left.delete(pick);
    }
  }
  return hits;
}

/**
 * Index 0 always counts as a change point of truth and prediction.
 * @param {Annotations} annotations
 * @param {number[]} pred
 * @param {number} [margin]
 */
export function f1(annotations, pred, margin = 5) {
  const X = uniq([0, ...pred]);
  const sets = Object.values(annotations).map((a) => uniq([0, ...a]));
  const precision = matched(uniq(sets.flat()), X, margin) / X.length;
  const recall = sets.reduce((s, T) => s + matched(T, X, margin) / T.length, 0) / sets.length;
  return { f1: (2 * precision * recall) / (precision + recall), precision, recall };
}

/** @type {(cps: number[], n: number) => [from: number, to: number][]} */
const segments = (cps, n) => {
  const c = uniq(cps).filter((v) => v > 0 && v < n);
  const e = [0, ...c, n];
  return e.slice(1).map((v, i) => [/** @type {number} */ (e[i]), v]);
};

/**
 * Mean over annotators of sum |A|/n * max Jaccard(A, predicted segment).
 * @param {Annotations} annotations
 * @param {number[]} pred
 * @param {number} n rows
 */
export function cover(annotations, pred, n) {
  const P = segments(pred, n);
  const all = Object.values(annotations);
  let total = 0;
  for (const a of all) {
    let c = 0;
    for (const [s, e] of segments(a, n)) {
      let best = 0;
      for (const [u, v] of P) {
        const inter = Math.min(e, v) - Math.max(s, u);
        if (inter > 0) best = Math.max(best, inter / (e - s + (v - u) - inter));
      }
      c += (e - s) * best;
    }
    total += c / n;
  }
  return total / all.length;
}

/**
 * @param {string} dir
 * @param {Set<string> | null} [only] names
 */
export function loadTcpd(dir, only) {
  /** @type {Record<string, Annotations>} */
  const ann = JSON.parse(readFileSync(join(dir, 'annotations.json'), 'utf8'));
  /** @type {DataSet[]} */
  const out = [];
  for (const [name, annotations] of Object.entries(ann).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (only && !only.has(name)) continue;
    const f = join(dir, 'datasets', name, `${name}.json`);
    if (!existsSync(f)) continue; // data sets TCPD only builds from a download
    /** @type {{n_obs: number, n_dim: number, series: {raw: (number | null)[]}[], time: unknown}} */
    const d = JSON.parse(readFileSync(f, 'utf8'));
    out.push({
      name,
      n: d.n_obs,
      dims: d.n_dim,
      series: d.series.map((s) => s.raw),
      time: d.time,
      annotations,
    });
  }
  return out;
}

/** @param {string[]} argv */
function main(argv) {
  /** @type {Record<string, string | undefined>} */
  const a = {};
  for (const [i, name] of argv.entries()) {
    const value = argv[i + 1];
    if (name.startsWith('--')) a[name.slice(2)] = value && !value.startsWith('--') ? value : '1';
  }
  if (!a.tcpd || !a.detections) {
    console.error('need --tcpd DIR --detections FILE');
    process.exit(2);
  }
  const only = a.split ? new Set(JSON.parse(readFileSync(a.split, 'utf8')).tcpd[a.part ?? 'public']) : null;
  /** @type {Record<string, number[]>} */
  const det = JSON.parse(readFileSync(a.detections, 'utf8'));
  const rows = [];
  for (const d of loadTcpd(a.tcpd, only)) {
    const found = det[d.name];
    if (!found) {
      if (a.partial) continue;
      throw new Error(`no detections for ${d.name}`);
    }
    const f = f1(d.annotations, found, Number(a.margin ?? 5));
    rows.push({
      name: d.name,
      n: d.n,
      dims: d.dims,
      k: found.length,
      ...f,
      cover: cover(d.annotations, found, d.n),
    });
  }
  /** @typedef {ReturnType<typeof f1> & {dims: number, cover: number}} Row */
  /** @type {(rs: Row[], k: 'f1' | 'precision' | 'recall' | 'cover') => number} */
  const mean = (rs, k) => rs.reduce((s, r) => s + r[k], 0) / rs.length;
  const sum = (/** @type {Row[]} */ rs) => ({
    datasets: rs.length,
    f1: mean(rs, 'f1'),
    precision: mean(rs, 'precision'),
    recall: mean(rs, 'recall'),
    cover: mean(rs, 'cover'),
  });
  const uni = rows.filter((r) => r.dims === 1),
    multi = rows.filter((r) => r.dims > 1);
  const res = { univariate: sum(uni), multivariate: multi.length ? sum(multi) : null, rows };
  if (a.json) console.log(JSON.stringify(res, null, 1));
  else {
    for (const r of rows)
      console.log(
        r.name.padEnd(20),
        `n=${r.n} k=${r.k}`.padEnd(16),
        'F1',
        r.f1.toFixed(4),
        'cover',
        r.cover.toFixed(4),
      );
    console.log('univariate', JSON.stringify(res.univariate));
    if (res.multivariate) console.log('multivariate', JSON.stringify(res.multivariate));
  }
}
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv.slice(2));
