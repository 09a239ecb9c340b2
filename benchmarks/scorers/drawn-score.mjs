#!/usr/bin/env node
// @ts-nocheck A reference scorer, kept as it was when the published figures were made.
// Scores alarms on the streams of drawn-streams.mjs, all of them and by every tag. No dependencies.
// Usage: node drawn-score.mjs --seed SEED [--count 400] --alarms FILE.json [--by cadence,season]
// FILE.json: { "drawn#0": [alarm rows] }
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { generate } from './drawn-streams.mjs';

/**
 * A change owns [at, end + horizon) up to the next: the first alarm there detects it, further ones are
 * repeats, alarms elsewhere are false.
 */
export function score(
  streams,
  alarms,
  by = ['family', 'cadence', 'season', 'change', 'size', 'memory', 'warm', 'zone'],
) {
  const groups = new Map(),
    empty = () => ({
      streams: 0,
      changes: 0,
      found: 0,
      falseAlarms: 0,
      repeats: 0,
      quiet: 0,
      calm: 0,
      calmWithAlarm: 0,
      delays: [],
    });
  const add = (key, part) => {
    const g = groups.get(key) ?? empty();
    groups.set(key, g);
    for (const [k, v] of Object.entries(part)) {
      if (Array.isArray(v)) g[k].push(...v);
      else g[k] += v;
    }
  };
  for (const s of streams) {
    const own = alarms[s.name];
    if (!own) throw new Error(`no alarms for ${s.name}`);
    const windows = s.changes.map((c, k) => [
        c.at,
        Math.min(c.end + s.horizon, s.changes[k + 1]?.at ?? s.values.length, s.values.length),
      ]),
      delays = windows.map(() => null);
    let falseAlarms = 0,
      repeats = 0;
    for (const a of [...new Set(own)].sort((x, y) => x - y)) {
      const k = windows.findIndex(([b, e]) => a >= b && a < e);
      if (k < 0) falseAlarms++;
      else if (delays[k] === null) delays[k] = a - windows[k][0];
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
            medianDelay: d.length ? d[d.length >> 1] : null,
            calmWithAlarm: g.calm ? g.calmWithAlarm / g.calm : null,
            f1: g.changes ? (2 * g.found) / (2 * g.found + g.falseAlarms + g.changes - g.found) : null,
          },
        ];
      }),
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
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
