#!/usr/bin/env node
// A reference scorer: it must compute what it did when the published figures were made.
// Scores alarms on the streams of drawn-streams.mjs, all of them and by every tag. No dependencies.
// Usage: node drawn-score.mjs --seed SEED [--count 400] --alarms FILE.json [--by cadence,season]
// FILE.json: { "drawn#0": [alarm rows] }
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { generate } from './drawn-streams.mjs';

/** @typedef {[from: number, to: number]} Span */
/** @typedef {import('./drawn-streams.mjs').DrawnStream} DrawnStream */
/**
 * @typedef {Pick<DrawnStream, 'name' | 'horizon' | 'tags'> & {
 *   values: unknown[],
 *   changes: {at: number, end: number}[],
 * }} Scored what a score needs to know about a stream
 */

/**
 * @typedef {object} DrawnScore over all streams or those with a tag; `null` where it is undefined
 * @property {number} streams
 * @property {number} changes
 * @property {number | null} detected
 * @property {number} falsePer10k
 * @property {number} repeats
 * @property {number | null} medianDelay relative to the horizon
 * @property {number | null} calmWithAlarm
 * @property {number | null} f1
 */

const empty = () => ({
  streams: 0,
  changes: 0,
  found: 0,
  falseAlarms: 0,
  repeats: 0,
  quiet: 0,
  calm: 0,
  calmWithAlarm: 0,
  /** @type {number[]} */
  delays: [],
});

/**
 * A change owns [at, end + horizon) up to the next: the first alarm there detects it, further ones are
 * repeats, alarms elsewhere are false.
 * @param {Scored[]} streams
 * @param {Record<string, number[]>} alarms rows, by the name of the stream
 * @param {string[]} [by] tags
 * @returns {Record<string, DrawnScore>}
 */
export function score(
  streams,
  alarms,
  by = ['family', 'cadence', 'season', 'change', 'size', 'memory', 'warm', 'zone'],
) {
  /** @type {Map<string, ReturnType<typeof empty>>} */
  const groups = new Map();
  /** @type {(key: string, part: ReturnType<typeof empty>) => void} */
  const add = (key, { delays, ...counts }) => {
    const g = groups.get(key) ?? empty();
    groups.set(key, g);
    for (const k of /** @type {(keyof typeof counts)[]} */ (Object.keys(counts))) g[k] += counts[k];
    g.delays.push(...delays);
  };
  for (const s of streams) {
    const own = alarms[s.name];
    if (!own) throw new Error(`no alarms for ${s.name}`);
    const windows = s.changes.map(
        (c, k) =>
          /** @type {Span} */ ([
            c.at,
            Math.min(c.end + s.horizon, s.changes[k + 1]?.at ?? s.values.length, s.values.length),
          ]),
      ),
      /** @type {(number | null)[]} */
      delays = windows.map(() => null);
    let falseAlarms = 0,
      repeats = 0;
    for (const a of [...new Set(own)].sort((x, y) => x - y)) {
      const k = windows.findIndex(([b, e]) => a >= b && a < e);
      if (k < 0) falseAlarms++;
      else if (delays[k] === null) delays[k] = a - /** @type {Span} */ (windows[k])[0];
      else repeats++;
    }
    const hits = delays.flatMap((d, _k) => (d === null ? [] : [d / s.horizon])),
      isCalm = s.changes.length === 0;
    const part = {
      streams: 1,
      changes: s.changes.length,
      found: hits.length,
      falseAlarms,
      repeats,
      quiet: s.values.length - windows.reduce((n, [b, e]) => n + e - b, 0),
      calm: +isCalm,
      calmWithAlarm: +(isCalm && falseAlarms > 0),
      delays: hits,
    };
    add('all', part);
    for (const tag of by) add(`${tag}: ${s.tags[tag]}`, part);
  }
  return Object.fromEntries(
    [...groups]
      .sort(([a], [b]) => (a === 'all' ? -1 : b === 'all' ? 1 : a < b ? -1 : 1))
      .map(([k, g]) => {
        const d = g.delays.sort((a, b) => a - b);
        return [
          k,
          {
            streams: g.streams,
            changes: g.changes,
            detected: g.changes ? g.found / g.changes : null,
            falsePer10k: (1e4 * g.falseAlarms) / g.quiet,
            repeats: g.repeats,
            medianDelay: d[d.length >> 1] ?? null,
            calmWithAlarm: g.calm ? g.calmWithAlarm / g.calm : null,
            f1: g.changes ? (2 * g.found) / (2 * g.found + g.falseAlarms + g.changes - g.found) : null,
          },
        ];
      }),
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  /** @type {Record<string, string | undefined>} */
  const a = {};
  process.argv.slice(2).forEach((v, i, l) => {
    if (v.startsWith('--')) a[v.slice(2)] = l[i + 1];
  });
  if (!a.seed || !a.alarms) {
    console.error('need --seed SEED and --alarms FILE.json');
    process.exit(2);
  }
  const scores = score(
    generate(a.seed, Number(a.count ?? 400)),
    JSON.parse(readFileSync(a.alarms, 'utf8')),
    a.by?.split(','),
  );
  console.table(scores);
}
