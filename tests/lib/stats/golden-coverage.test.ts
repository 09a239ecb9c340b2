import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** Where the numbers of each golden file are tested. */
const testedIn: Record<string, string[]> = {
  adwin: ['adwin-window.test.ts'],
  anderson_ksamp: ['two-sample.test.ts', 'two-sample-tests.test.ts'],
  chi_square: ['shares-and-counts.test.ts'],
  cusum_tabular: ['tabular-cusum.test.ts'],
  cvm: ['two-sample.test.ts', 'two-sample-tests.test.ts'],
  energy: ['two-sample.test.ts'],
  epps_singleton: ['two-sample-tests.test.ts'],
  ewma_chart: ['ewma-chart.test.ts'],
  frouros_binary: ['binary-streams.test.ts'],
  frouros_bocd: ['bocpd-posterior.test.ts'],
  frouros_change: ['running-mean-charts.test.ts'],
  hellinger: ['shares-and-counts.test.ts'],
  jensen_shannon: ['shares-and-counts.test.ts'],
  kl: ['shares-and-counts.test.ts'],
  ks: ['two-sample.test.ts', 'two-sample-tests.test.ts'],
  kswin: ['kswin-window.test.ts'],
  kuiper: ['two-sample-tests.test.ts'],
  levene: ['two-sample.test.ts', 'two-sample-tests.test.ts'],
  mannwhitney: ['two-sample.test.ts', 'two-sample-tests.test.ts'],
  mmd: ['two-sample.test.ts'],
  multiple_testing: ['shares-and-counts.test.ts'],
  page_hinkley: ['running-mean-charts.test.ts'],
  proportion_z: ['shares-and-counts.test.ts'],
  psi: ['shares-and-counts.test.ts'],
  quantiles: ['sample-shape.test.ts'],
  river_ddm: ['binary-streams.test.ts'],
  river_eddm: ['binary-streams.test.ts'],
  river_hddm_a: ['binary-streams.test.ts'],
  river_hddm_w: ['binary-streams.test.ts'],
  special: ['distributions.test.ts'],
  wasserstein: ['two-sample.test.ts'],
  welch: ['two-sample.test.ts', 'two-sample-tests.test.ts'],
  welford: ['running-moments.test.ts', 'sample-shape.test.ts'],
};
/** Inputs of the others; they hold no expected numbers. */
const inputs = ['samples', 'streams'];

const folder = 'tests/lib/stats';
const families = readdirSync('tests/golden').map((name) => name.replace('.json', ''));

test('every golden file has its tests', () => {
  expect([...Object.keys(testedIn), ...inputs].sort()).toEqual(families.sort());
});

describe.each(Object.entries(testedIn))('%s', (family, files) => {
  const golden = JSON.parse(readFileSync(`tests/golden/${family}.json`, 'utf8'));
  const texts = files.map((file) => readFileSync(`${folder}/${file}`, 'utf8'));

  test('is read by each of its tests', () => {
    for (const text of texts) expect(text).toContain(`golden/${family}.json'`);
  });

  test('has no expected number that no test looks at', () => {
    const fields = new Set<string>();
    for (const { expected } of golden.cases ?? []) collect(expected, fields);
    for (const table of Object.keys(golden.tables ?? {})) fields.add(table);
    const text = texts.join('\n');
    const missed = [...fields].filter((field) => !new RegExp(`\\b${field}\\b`).test(text));
    expect(missed).toEqual([]);
  });
});

/** Names of the fields of an expected result, however deep. */
function collect(expected: unknown, fields: Set<string>): void {
  if (Array.isArray(expected)) for (const inner of expected.slice(0, 3)) collect(inner, fields);
  else if (typeof expected === 'object' && expected !== null) {
    for (const [name, inner] of Object.entries(expected)) {
      fields.add(name);
      collect(inner, fields);
    }
  }
}
