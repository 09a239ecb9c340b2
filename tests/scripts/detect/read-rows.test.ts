import { expect, test } from 'vitest';
import { CsvPoints } from '@/lib/ingest/body/csv-points';
import { csvText } from '@/lib/ingest/body/csv-text';
import type { PointBuffer } from '@/lib/ingest/body/point-reader';
import { splitLines } from '@/lib/ingest/body/split-lines';
import { pointLimits } from '@/lib/ingest/read-point';
import { csvQuerySchema } from '@/lib/schemas/ingest';
import { type CsvFormat, readRows, syntheticStepMs } from '@/scripts/detect/read-rows';
import { csvFolder } from './csv-file';

const csvFile = csvFolder();
const plain: Omit<CsvFormat, 'csv'> = {
  timestamp: null,
  value: 'value',
  group: null,
  ignoreColumns: false,
  delimiter: ',',
  decimal: '.',
};

const grouped = { group: ['g'] };

/** The rows one by one. */
async function rowsOf(text: string, format: Partial<CsvFormat> = {}) {
  const rows = await readRows({ csv: csvFile(text), ...plain, ...format });
  const { groups, groupOf, row, tsMs, values, timeColumn } = rows;
  return values.map((value, index) => ({
    row: row[index],
    group: groups[groupOf[index] ?? -1],
    tsMs: tsMs[index],
    value,
    timeColumn,
  }));
}

const startMs = Date.UTC(2024, 0, 1);

test('rows count from 0 in every group; a row without a value is counted but left out', async () => {
  const text = 'g,value\na,1\nb,2\na,\nb, \na,3\nb,4\n';
  const rows = await rowsOf(text, { group: ['g'] });
  expect(rows.map(({ row, group, value }) => [group, row, value])).toEqual([
    ['a', 0, 1],
    ['b', 0, 2],
    ['a', 2, 3],
    ['b', 2, 4],
  ]);
});

test.each([
  ['line feeds', '\n'],
  ['carriage returns and line feeds', '\r\n'],
  ['carriage returns', '\r'],
])('lines may end in %s, with or without a byte order mark and a last line end', async (_, end) => {
  for (const [start, last] of [
    ['', ''],
    ['\uFEFF', end],
  ]) {
    const text = start + ['timestamp,value', '2024-01-01,1', '2024-01-02,2'].join(end) + last;
    expect(await rowsOf(text)).toEqual([
      { row: 0, group: '', tsMs: startMs, value: 1, timeColumn: 'timestamp' },
      { row: 1, group: '', tsMs: startMs + 86_400_000, value: 2, timeColumn: 'timestamp' },
    ]);
  }
});

test('both line ends in one file leave no carriage return in a group', async () => {
  const rows = await rowsOf('value,g\n1,a\r\n2,"a"\r\n3,a\n', { group: ['g'] });
  expect(rows.map(({ row, group }) => [row, group])).toEqual([
    [0, 'a'],
    [1, 'a'],
    [2, 'a'],
  ]);
});

test('quoted fields may hold commas, quotes and line breaks', async () => {
  const rows = await rowsOf('"g",value\n"a, ""b""",1\n"two\nlines",2\n', { group: ['g'] });
  expect(rows.map(({ group, value }) => [group, value])).toEqual([
    ['a, "b"', 1],
    ['two\nlines', 2],
  ]);
});

test('a byte order mark before a quoted name is not part of it', async () => {
  expect(await rowsOf('\uFEFF"value",g\n1,a\n', grouped)).toHaveLength(1);
});

test('blank lines are ignored', async () => {
  const rows = await rowsOf('g,value\n\na,1\n\n\na,2\n\n', { group: ['g'] });
  expect(rows.map(({ row, value }) => [row, value])).toEqual([
    [0, 1],
    [1, 2],
  ]);
});

test('columns are found by name, in any position', async () => {
  const [row] = await rowsOf('note, accuracy ,when\nx,0.5,1704067200000\n', {
    ignoreColumns: true,
    timestamp: 'when',
    value: 'accuracy',
  });
  expect(row).toEqual({ row: 0, group: '', tsMs: startMs, value: 0.5, timeColumn: 'when' });
});

test('without times the rows of a group are equally spaced', async () => {
  const rows = await rowsOf('value\n1\n\n3\n');
  expect(rows.map(({ timeColumn, tsMs }) => [timeColumn, tsMs])).toEqual([
    [null, 0],
    [null, 2 * syntheticStepMs],
  ]);
});

test.each([
  ['1', 1],
  ['-1.5', -1.5],
  ['+.5', 0.5],
  ['2.', 2],
  ['1e-3', 0.001],
  [' 7 ', 7],
])('%j is a number', async (text, value) => {
  expect((await rowsOf(`g,value\na,${text}\n`, { group: ['g'] }))[0]?.value).toBe(value);
});

test.each(['x', 'NaN', 'Infinity', '1e999', '0x10', '1_000', '"1,5"', '1 2'])(
  '%s is not a number, and the error names the line',
  async (text) => {
    const reading = rowsOf(`g,value\na,1\na,${text}\n`, { group: ['g'] });
    await expect(reading).rejects.toThrow(/^line 3: value must be a finite number, got the text/);
  },
);

test('lines are counted as in an editor: including blank ones and those inside quotes', async () => {
  const text = 'g,value\n\n"two\nlines",1\n"two\r\nlines",2\na,x\n';
  await expect(rowsOf(text, { group: ['g'] })).rejects.toThrow(/^line 7: /);
});

test.each<[string, Partial<CsvFormat>, string | RegExp]>([
  ['', {}, /^line 1: .+ is empty; its first line must name the columns/],
  ['t,v\n1,2\n', {}, 'line 1: there is no column "value"; the header has "t", "v"'],
  ['value\n1\n', { timestamp: 'ts' }, 'line 1: there is no column "ts"'],
  ['value\n1\n', grouped, 'line 1: there is no column "g"'],
  ['value,value\n1,2\n', {}, 'line 1: there are two columns "value"'],
  ['g,value\na,1\na\n', grouped, 'line 3: has 1 fields where the header has 2'],
  ['g,value\na,1\na,2,3\n', grouped, 'line 3: has 3 fields where the header has 2'],
  ['timestamp,value\n2024-01-01,1\n2024-02-30,2\n', {}, /^line 3: timestamp must be an RFC 3339 time/],
  ['when,value\n,1\n', { timestamp: 'when' }, /^line 2: when must be an RFC 3339 time.+got ""/],
  ['g,value\na,1\na,2"x\n', grouped, 'line 3: a field with a quote in it must be quoted as a whole'],
  ['g,value\na,1\na,"2"x\n', grouped, /^line 3: after a closing quote there must be the delimiter/],
  ['g,value\na,1\n\nb,"2\nc,3\nd,4\n', grouped, 'line 4: a quoted field is never closed'],
  ['g,value\na,1\nb,"2\nc,3\nd,"4\n', grouped, /^line 3: after a closing quote/],
  [
    'timestamp;value\n2024-01-01;1\n',
    {},
    /^line 1: there is no column "value"; .+ separated by semicolons: give --delimiter ';'$/,
  ],
  ['value\n"0,5"\n', {}, /^line 2: .+ got the text "0,5"; for decimal commas give --decimal ','$/],
  [
    'value,note\n1,x\n',
    {},
    /^line 1: nothing says what the column "note" should be: .+--ignore-columns to leave out/,
  ],
  [
    'date,time,value\n1,2,3\n',
    {},
    'line 1: several columns may be the time, "date", "time"; give --timestamp NAME',
  ],
  [
    'ts,value\n1704067200,1\n',
    {},
    'line 2: ts 1704067200 looks like seconds; send milliseconds: 1704067200000',
  ],
  [
    'ts,value\n7,1\n',
    {},
    /^line 2: ts 7 is not a plausible time: .+ only counts the rows, give --timestamp ''$/,
  ],
  ['ts,value\n1960-01-01,1\n', {}, 'line 2: ts must be a time from 1970 on'],
])('%j with %j is refused', async (text, format, message) => {
  await expect(rowsOf(text, format)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await expect(rowsOf(text, format)).rejects.toThrow(message);
});

test('an empty name ignores a column that only counts the rows', async () => {
  const rows = await rowsOf('time,value\n0,1\n1,3\n', { timestamp: '', ignoreColumns: true });
  expect(rows.map(({ timeColumn, tsMs }) => [timeColumn, tsMs])).toEqual([
    [null, 0],
    [null, syntheticStepMs],
  ]);
});

test('a file of points is read by its models and metrics', async () => {
  const rows = await rowsOf(
    'model_id,metric,value,ts\nfraud, auc ,0.9,2024-01-01\nfraud,f1,0.5,2024-01-01\n',
  );
  expect(rows.map(({ group, value, tsMs }) => [group, value, tsMs])).toEqual([
    ['fraud / auc', 0.9, startMs],
    ['fraud / f1', 0.5, startMs],
  ]);
});

/** One file, the error of a post with it, and the command line. */
const query = { model_id: 'm', metric: 'a' };
const limit = pointLimits(new Date('2026-06-01T12:00:00Z'));
async function posted(text: string, given: Record<string, string>) {
  const reader = new CsvPoints(csvQuerySchema.parse({ ...query, ...given }), limit);
  const into: PointBuffer = { points: [], lines: [], invalid: 0 };
  const faults: unknown[] = [];
  const body = (async function* () {
    yield Buffer.from(text);
  })();
  for await (const { lines, first } of splitLines(csvText(body))) {
    for (const [at, line] of lines.entries()) faults.push(...reader.read(line, first + at, into));
  }
  faults.push(...reader.end(into));
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  return into.points.map(({ ts, value }) => [ts, value]);
}

test.each<[string, Record<string, string>, Partial<CsvFormat>]>([
  ['Timestamp,value\n2024-01-01,1\n', {}, {}],
  [
    '\ufeffdate;value\r01.02.2024 3:00;0,5\r',
    { delimiter: ';', decimal: ',' },
    { delimiter: ';', decimal: ',' },
  ],
  ['ts\tvalue\n1704067200000\t1\n', { delimiter: 'tab' }, { delimiter: '\t' }],
  ['ts,value,note\n2024-01-01T00:00:00.1239Z,1e-3,x\n', { ignore_columns: 'true' }, { ignoreColumns: true }],
  ['created_at , value\n2021.01.01 3:00:00 +0100, .5 \n\n2016-12-31t23:59:60z,\n', {}, {}],
  ['ts,value\n1704067200,1\n', {}, {}],
  ['ts,value\n20240101,1\n', {}, {}],
  ['ts,value\n1969-01-01,1\n', {}, {}],
  ['ts,value,x\n2024-01-01,1,2\n', {}, {}],
  ['ts,time,value\n2024-01-01,1,2\n', {}, {}],
  ['ts;value\n2024-01-01;1\n', {}, {}],
  ['ts,value\n2024-01-01,NaN\n', {}, {}],
  ['ts,value\n2024-01-01,"1,5"\n', {}, {}],
  ['ts,value\n2024-01-01,1,5\n', {}, {}],
  ['ts,value\n2024-01-01,"1\n', {}, {}],
  ['ts,value\n2024-01-01,"1" \n', {}, {}],
  ['', {}, {}],
])('%j is accepted or refused as in a post, and gives the same points', async (text, given, format) => {
  const post = await posted(text, given).catch(() => 'refused');
  const file = await rowsOf(text, format).then(
    (rows) => rows.map(({ tsMs, value }) => [tsMs, value]),
    () => 'refused',
  );
  expect(file).toEqual(post);
});

test('the first fault in the file is reported', async () => {
  await expect(rowsOf('value\nx\ny\n')).rejects.toThrow(/^line 2: /);
});

test('a missing file is named', async () => {
  const reading = readRows({ csv: '/nowhere/points.csv', ...plain });
  await expect(reading).rejects.toThrow(/^cannot read \/nowhere\/points\.csv: ENOENT/);
});

test.each([
  'ts,value\n2024-01-01,NaN\n',
  'ts,value\n2024-01-01\n',
  'ts,value\n2024-01-01,"1\n',
  'ts,value\n2024-01-01,"1" \n',
  'ts,value\n1969-01-01,1\n',
  'ts,value\n01/02/2024,1\n',
])('%j is refused with the sentence of a post', async (text) => {
  const [fault] = await posted(text, {}).then(
    () => [],
    (error) => JSON.parse(error.message),
  );
  const { line, field, message } = fault;
  await expect(rowsOf(text)).rejects.toThrow(`line ${line}: ${field ? `${field} ` : ''}${message}`);
});
