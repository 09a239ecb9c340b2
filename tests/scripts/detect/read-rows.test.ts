import { expect, test } from 'vitest';
import { readRows, syntheticStepMs } from '@/scripts/detect/read-rows';
import { csvFolder } from './csv-file';

const csvFile = csvFolder();
const plain = { timestamp: null, value: 'value', group: null };

/** The rows one by one. */
async function rowsOf(text: string, columns: Partial<Record<'timestamp' | 'value' | 'group', string>> = {}) {
  const rows = await readRows({ csv: csvFile(text), ...plain, ...columns });
  const { groups, groupOf, row, tsMs, values, hasTimes } = rows;
  return values.map((value, index) => ({
    row: row[index],
    group: groups[groupOf[index] ?? -1],
    tsMs: tsMs[index],
    value,
    hasTimes,
  }));
}

const startMs = Date.UTC(2024, 0, 1);

test('rows count from 0 in every group, and one without a value is counted and left out', async () => {
  const text = 'g,value\na,1\nb,2\na,\nb, \na,3\nb,4\n';
  const rows = await rowsOf(text, { group: 'g' });
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
])('lines may end in %s, with a byte order mark and a last line end or none', async (_, end) => {
  for (const [start, last] of [
    ['', ''],
    ['\uFEFF', end],
  ]) {
    const text = start + ['timestamp,value', '2024-01-01,1', '2024-01-02,2'].join(end) + last;
    expect(await rowsOf(text)).toEqual([
      { row: 0, group: '', tsMs: startMs, value: 1, hasTimes: true },
      { row: 1, group: '', tsMs: startMs + 86_400_000, value: 2, hasTimes: true },
    ]);
  }
});

test('both line ends in one file leave no carriage return in a group', async () => {
  const rows = await rowsOf('value,g\n1,a\r\n2,"a"\r\n3,a\n', { group: 'g' });
  expect(rows.map(({ row, group }) => [row, group])).toEqual([
    [0, 'a'],
    [1, 'a'],
    [2, 'a'],
  ]);
});

test('quoted fields may hold commas, quotes and line breaks', async () => {
  const rows = await rowsOf('"g",value\n"a, ""b""",1\n"two\nlines",2\n', { group: 'g' });
  expect(rows.map(({ group, value }) => [group, value])).toEqual([
    ['a, "b"', 1],
    ['two\nlines', 2],
  ]);
});

test('a byte order mark before a quoted name is no part of it', async () => {
  expect(await rowsOf('\uFEFF"value",g\n1,a\n')).toHaveLength(1);
});

test('blank lines are nothing', async () => {
  const rows = await rowsOf('g,value\n\na,1\n\n\na,2\n\n', { group: 'g' });
  expect(rows.map(({ row, value }) => [row, value])).toEqual([
    [0, 1],
    [1, 2],
  ]);
});

test('columns are found by name, wherever they stand', async () => {
  const [row] = await rowsOf('note, accuracy ,when\nx,0.5,1704067200\n', {
    timestamp: 'when',
    value: 'accuracy',
  });
  expect(row).toEqual({ row: 0, group: '', tsMs: startMs, value: 0.5, hasTimes: true });
});

test('without times the rows of a group are equally far apart', async () => {
  const rows = await rowsOf('value\n1\n\n3\n');
  expect(rows.map(({ hasTimes, tsMs }) => [hasTimes, tsMs])).toEqual([
    [false, 0],
    [false, 2 * syntheticStepMs],
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
  expect((await rowsOf(`g,value\na,${text}\n`))[0]?.value).toBe(value);
});

test.each(['x', 'NaN', 'Infinity', '1e999', '0x10', '1_000', '"1,5"', '1 2'])(
  '%s is no number, and the line is told',
  async (text) => {
    const reading = rowsOf(`g,value\na,1\na,${text}\n`);
    await expect(reading).rejects.toThrow(/^line 3: value must be a finite number, or empty/);
  },
);

test('lines are told as an editor counts them: blank ones and those inside quotes too', async () => {
  await expect(rowsOf('g,value\n\n"two\nlines",1\n"two\r\nlines",2\na,x\n')).rejects.toThrow(/^line 7: /);
});

test.each([
  ['', {}, /^line 1: .+ is empty; the first line must name the columns/],
  ['t,v\n1,2\n', {}, 'line 1: there is no column "value"; the file has "t", "v"'],
  ['value\n1\n', { timestamp: 'ts' }, 'line 1: there is no column "ts"'],
  ['value\n1\n', { group: 'g' }, 'line 1: there is no column "g"'],
  ['value,value\n1,2\n', {}, 'line 1: there are two columns "value"'],
  ['g,value\na,1\na\n', {}, 'line 3: there are 1 fields where the header has 2'],
  ['g,value\na,1\na,2,3\n', {}, 'line 3: there are 3 fields where the header has 2'],
  ['timestamp,value\n2024-01-01,1\n2024-02-30,2\n', {}, /^line 3: timestamp must be an RFC 3339 time/],
  ['when,value\n,1\n', { timestamp: 'when' }, /^line 2: when must be an RFC 3339 time.+got ""/],
  ['g,value\na,1\na,2"x\n', {}, /^line 3: Invalid Opening Quote/],
  ['g,value\na,1\na,"2"x\n', {}, /^line 3: Invalid Closing Quote/],
  ['g,value\na,1\n\nb,"2\nc,3\nd,4\n', {}, /^line 4: a field of the row that begins here opens a quote/],
  [
    'g,value\na,1\nb,"2\nc,3\nd,"4\n',
    {},
    /^line 5: Invalid Closing Quote.+\(in the row that begins at line 3\)$/,
  ],
  [
    'timestamp;value\n2024-01-01;1\n',
    {},
    'line 1: there is no column "value"; the file has "timestamp;value" (fields must be separated by commas)',
  ],
])('%j with %j is refused', async (text, columns, message) => {
  await expect(rowsOf(text, columns)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await expect(rowsOf(text, columns)).rejects.toThrow(message);
});

test('the fault nearest to the top is told', async () => {
  await expect(rowsOf('value\nx\ny\n')).rejects.toThrow(/^line 2: /);
});

test('a file that is not there is named', async () => {
  const reading = readRows({ csv: '/nowhere/points.csv', ...plain });
  await expect(reading).rejects.toThrow(/^cannot read \/nowhere\/points\.csv: ENOENT/);
});
