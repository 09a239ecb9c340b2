import { describe, expect, test } from 'vitest';
import { CsvHeader } from '@/lib/ingest/body/csv-header';
import { CsvPoints } from '@/lib/ingest/body/csv-points';
import { CsvRecords } from '@/lib/ingest/body/csv-records';
import { splitLines } from '@/lib/ingest/body/split-lines';
import { pointLimits } from '@/lib/ingest/read-point';
import { csvQuerySchema } from '@/lib/schemas/ingest';
import { arriving, cuts } from './bodies';

const limit = pointLimits(new Date('2026-06-01T12:00:00Z'));
const instant = Date.parse('2026-01-31T12:00:00Z');

function read(text: string, query: Record<string, string> = {}) {
  const reader = new CsvPoints(csvQuerySchema.parse(query), limit);
  const buffer = { points: [], lines: [] as number[], invalid: 0 };
  const faults = text.split('\n').flatMap((line, at) => reader.read(line, at + 1, buffer));
  faults.push(...reader.end(buffer));
  const { points, lines, invalid } = buffer;
  return { points: points as object[], lines, invalid, faults, timeColumn: reader.timeColumn };
}

describe('records (RFC 4180)', () => {
  function records(text: string) {
    const reader = new CsvRecords(',');
    const found = text.split('\n').flatMap((line, at) => reader.push(line, at + 1) ?? []);
    const last = reader.close();
    return last ? [...found, last] : found;
  }

  test.each([
    ['a,b', [['a', 'b']]],
    ['a,,', [['a', '', '']]],
    ['"a","b"', [['a', 'b']]],
    ['"a,b",c', [['a,b', 'c']]],
    ['"say ""hi""",c', [['say "hi"', 'c']]],
    ['"",""', [['', '']]],
    ['"a",', [['a', '']]],
    ['"""",x', [['"', 'x']]],
    ['"a\nb",c', [['a\nb', 'c']]],
    ['"a\n\nb"\nc', [['a\n\nb'], ['c']]],
    [
      'a,b\r\n"c",d\r',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a,"b"\r', [['a', 'b']]],
  ])('%j', (text, expected) => {
    expect(records(text).map(({ fields, fault }) => fault?.message ?? fields)).toEqual(expected);
  });

  test.each([
    ['a"b,c', 1, 'must be quoted as a whole'],
    ['x\n"a"b,c', 2, 'after a closing quote'],
    ['x\n"a\nb\nc', 2, 'never closed'],
  ])('%j is at fault on line %i', (text, line, reason) => {
    expect(records(text).at(-1)).toMatchObject({ line, fault: { message: expect.stringContaining(reason) } });
  });

  test('the record after a fault is read as usual', () => {
    expect(records('a"b\nc,d').map(({ fault, fields }) => fault?.message ?? fields)).toEqual([
      expect.any(String),
      ['c', 'd'],
    ]);
  });

  test('a quote that is never closed does not swallow the whole body', () => {
    const reader = new CsvRecords(',');
    let lines = 0;
    let found = reader.push('"', 1);
    while (!found) {
      lines += 1;
      found = reader.push('x'.repeat(1000), lines + 1);
    }
    expect(found).toMatchObject({
      line: 1,
      fault: { message: expect.stringContaining('is a quote missing?') },
    });
    expect(lines).toBeLessThan(1100);
  });
});

describe('columns', () => {
  test('of a point’s own names need no mapping; others are left alone when asked for', () => {
    const { points, lines } = read(
      'ts,metric,note,model_id,value\n2026-01-31T12:00:00Z,accuracy,x,fraud,0.9\n\n1769860800000,loss,,fraud,-1e-3',
      { ignore_columns: 'true' },
    );
    expect(points).toEqual([
      { model_id: 'fraud', metric: 'accuracy', value: 0.9, ts: instant },
      { model_id: 'fraud', metric: 'loss', value: -0.001, ts: instant },
    ]);
    expect(lines).toEqual([2, 4]);
  });

  test('may be named, or replaced by one text for all rows', () => {
    const { points } = read('when,acc,region,tier\n2026-01-31 12:00:00+00:00, 0.9 ,eu,\n', {
      model_id: 'fraud',
      metric: 'accuracy',
      value_column: 'acc',
      ts_column: 'when',
      label_columns: 'region, tier',
    });
    expect(points).toEqual([
      { model_id: 'fraud', metric: 'accuracy', value: 0.9, ts: instant, labels: { region: 'eu' } },
    ]);
  });

  test('in the wide form are metrics of their names, and an empty cell is no point', () => {
    const { points, lines } = read('"log_loss",accuracy,id\n0.4,0.9,a\n,0.8,b\n0.3,,c', {
      model_id_column: 'id',
      value_columns: 'accuracy,log_loss',
    });
    expect(points).toEqual([
      { model_id: 'a', metric: 'accuracy', value: 0.9 },
      { model_id: 'a', metric: 'log_loss', value: 0.4 },
      { model_id: 'b', metric: 'accuracy', value: 0.8 },
      { model_id: 'c', metric: 'log_loss', value: 0.3 },
    ]);
    expect(lines).toEqual([2, 2, 3, 4]);
  });

  test('that are missing or there twice are all named', () => {
    try {
      read('value,value,b', { model_id_column: 'who', metric: 'm' });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        code: 'INVALID_INPUT',
        errors: [
          { line: 1, field: 'model_id_column', message: expect.stringContaining('there is no column "who"') },
          { line: 1, field: 'value_column', message: 'there are two columns "value"' },
        ],
      });
    }
  });

  test.each([
    [{ model_id: 'a', model_id_column: 'b' }],
    [{ value_columns: 'a', value_column: 'b' }],
    [{ value_columns: 'a', metric: 'b' }],
    [{ value_columns: 'a,,b' }],
    [{ label_columns: 'a,a' }],
    [{ model_id: '' }],
    [{ separator: ';' }],
    [{ delimiter: ':' }],
    [{ decimal: ';' }],
    [{ ignore_columns: 'yes' }],
  ])('the query %j is refused', (query) => {
    expect(csvQuerySchema.safeParse(query).success).toBe(false);
  });
});

describe('faults name the line and the column', () => {
  const header = 'when,acc,who,region';
  const query = {
    model_id_column: 'who',
    metric: 'accuracy',
    value_column: 'acc',
    ts_column: 'when',
    label_columns: 'region',
  };
  const good = '2026-01-31T12:00:00Z,0.9,fraud,eu';
  test.each([
    ['2026-01-31T12:00:00Z,high,fraud,eu', 'acc', 'must be a finite number'],
    ['2026-01-31T12:00:00Z,NaN,fraud,eu', 'acc', 'must be a finite number'],
    ['2026-01-31T12:00:00Z,1e999,fraud,eu', 'acc', 'must be a finite number'],
    ['2026-01-31T12:00:00Z,0x10,fraud,eu', 'acc', 'must be a finite number'],
    ['yesterday,0.9,fraud,eu', 'when', 'must be an RFC 3339 time'],
    [',0.9,fraud,eu', 'when', 'must be an RFC 3339 time'],
    ['2026-06-03T12:00:00Z,0.9,fraud,eu', 'when', 'must be at most 300 s (MAX_FUTURE_SECONDS) ahead'],
    ['2026-01-31T12:00:00Z,0.9,,eu', 'who', 'must not be empty'],
    ['2026-01-31T12:00:00Z,0.9,fraud,e\u0007u', 'region', 'must not contain control characters'],
    ['2026-01-31T12:00:00Z,0.9,fraud', undefined, 'has 3 fields where the header has 4'],
    ['2026-01-31T12:00:00Z,0.9,fraud,"e"u', undefined, 'after a closing quote'],
  ])('%j', (row, field, message) => {
    const { faults, points } = read(
      `${header}\n${good}\n"2026-01-31T12:00:01Z",0.9,fraud,"e,u"\n${row}`,
      query,
    );
    expect(points).toHaveLength(2);
    expect(faults).toEqual([{ line: 4, ...(field && { field }), message: expect.stringContaining(message) }]);
  });

  test('a body without a header is told so', () => {
    expect(() => read('')).toThrow('its first line must name the columns');
  });
});

describe('the column of times', () => {
  const rowsOf = (header: string, query = {}) =>
    read(`${header},value\n2026-01-31T12:00:00Z,0.9`, { model_id: 'fraud', metric: 'accuracy', ...query });

  test.each([
    'ts',
    'Ts',
    'TIMESTAMP',
    ' time ',
    'date',
    'Date Time',
    'datetime',
    'event_time',
    'event-timestamp',
    'created_at',
    'createdAt',
    '@timestamp',
  ])('may be called %j, and the reader says so', (name) => {
    const { points, timeColumn } = rowsOf(name);
    expect(points).toEqual([{ model_id: 'fraud', metric: 'accuracy', value: 0.9, ts: instant }]);
    expect(timeColumn).toBe(name.trim());
  });

  test('is none in a file without one, and when the query says so', () => {
    const { points, timeColumn } = read('value\n0.9', { model_id: 'fraud', metric: 'accuracy' });
    expect(points).toEqual([{ model_id: 'fraud', metric: 'accuracy', value: 0.9 }]);
    expect(timeColumn).toBeNull();
    expect(rowsOf('date', { ts_column: '', ignore_columns: 'true' }).points[0]).not.toHaveProperty('ts');
  });

  test('is not one that has another use', () => {
    const { points } = read('ts,date,time\n2026-01-31T12:00:00Z,today,7', {
      model_id: 'fraud',
      value_columns: 'time',
      label_columns: 'date',
    });
    expect(points).toEqual([
      { model_id: 'fraud', metric: 'time', value: 7, ts: instant, labels: { date: 'today' } },
    ]);
  });

  test.each(['date,time', 'ts,ts', 'ts,created_at'])('%s is one too many', (header) => {
    expect(() => read(`${header},value\n1,2,3`, { model_id: 'fraud', metric: 'accuracy' })).toThrow(
      'line 1 ts_column several columns may be the time, ',
    );
  });

  test('of several is the one that is named', () => {
    const query = { ts_column: 'time', ignore_columns: 'true', model_id: 'fraud', metric: 'accuracy' };
    expect(read('date,time,value\n1,1769860800000,3', query).points).toMatchObject([{ ts: instant }]);
  });

  test.each([
    ['2026-01-31 12:00:00', instant],
    ['2026-01-31 12:00', instant],
    ['"31.01.2026 13:00:00 +0100"', instant],
    ['2026.01.31 3:00:00 -0900', instant],
    ['2026-01-31', instant - 12 * 3_600_000],
    ['1769860800000.9', instant],
  ])('may hold %s; without an offset it is UTC', (text, ms) => {
    const { points } = read(`ts,value\n${text},1`, { model_id: 'fraud', metric: 'accuracy' });
    expect(points).toMatchObject([{ ts: ms }]);
  });
});

describe('columns that nothing names', () => {
  const query = { model_id: 'fraud', metric: 'accuracy' };

  test('refuse the file, and the error lists them and says what would be right', () => {
    try {
      read('when,value,\n1,2,3', query);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        code: 'INVALID_INPUT',
        errors: [
          {
            line: 1,
            field: 'ignore_columns',
            message: expect.stringMatching(/the columns "when", "" should be.+ignore_columns=true/),
          },
        ],
      });
    }
  });

  test('of a wide header are listed in part', () => {
    const names = Array.from({ length: 5000 }, (_, at) => `c${at}`);
    expect(() => read(`value,${names.join(',')}`, query)).toThrow(/"c29" and 4970 more should be/);
  });
});

test('a wide header is looked over once, however many columns are missing', () => {
  const fields = Array.from({ length: 100 }, (_, at) => `c${at}`);
  const header = new CsvHeader(fields);
  let reads = 0;
  Object.defineProperty(header, 'names', {
    get: () => {
      reads += 1;
      return fields;
    },
  });
  for (let at = 0; at < 1000; at++) header.delimiterHint(',', (name) => name);
  expect(reads).toBeLessThan(5);
});

describe('other delimiters and decimal marks', () => {
  const query = { model_id: 'fraud', metric: 'accuracy' };

  test.each([
    [';', ';'],
    ['\t', '\t'],
    ['tab', '\t'],
    ['|', '|'],
  ])('delimiter=%j', (delimiter, mark) => {
    const text = `ts${mark}"value"${mark}"a,b"\n1769860800000${mark}"0,5"${mark}"x""y"`;
    const { points } = read(text, { ...query, delimiter, decimal: ',', ignore_columns: 'true' });
    expect(points).toEqual([{ ...query, value: 0.5, ts: instant }]);
  });

  test.each([
    ['ts;value\n1769860800000;1', {}, 'it looks separated by semicolons: give delimiter=;'],
    ['ts\tvalue\n1769860800000\t1', {}, 'it looks separated by tabs: give delimiter=tab'],
    ['ts,value\n1769860800000,1', { delimiter: ';' }, 'it looks separated by commas: give delimiter=,'],
    ['"ts";"value"\n1769860800000;1', {}, 'if semicolons separate the fields, give delimiter=;'],
  ])('%j with %j is refused with what would be right', (text, given, hint) => {
    expect(() => read(text, { ...query, ...given })).toThrow(hint);
  });

  test.each([
    ['ts;value\n1769860800000;0,5', { delimiter: ';' }, 'for decimal commas give decimal=,'],
    ['ts;value\n1769860800000;0.5', { delimiter: ';', decimal: ',' }, 'its decimals follow a comma'],
    ['ts,value\n1769860800000,0,5', {}, 'numbers with decimal commas must be in quotes, with decimal=,'],
    [
      'ts,value\n1769860800000,"1.234,5"',
      { decimal: ',' },
      'must be a finite number, got the text "1.234,5"',
    ],
  ])('%j with %j names the line and what would be right', (text, given, hint) => {
    expect(read(text, { ...query, ...given }).faults).toMatchObject([
      { line: 2, message: expect.stringContaining(hint) },
    ]);
  });
});

test('of a row with more fields than decimal commas can make nothing is guessed', () => {
  const { faults } = read(`ts,value\n${'0,'.repeat(1000)}0`, { model_id: 'fraud', metric: 'accuracy' });
  expect(faults[0]?.message).toBe('has 1001 fields where the header has 2');
});

test('blanks around ids, names, labels and numbers are no part of them', () => {
  const { points } = read(' model_id ,metric,value,region\n fraud,"accuracy ",\t0.9 , eu ', {
    label_columns: 'region',
  });
  expect(points).toEqual([{ model_id: 'fraud', metric: 'accuracy', value: 0.9, labels: { region: 'eu' } }]);
});

test('points come out the same wherever the body is cut', async () => {
  const text = '\ufeffmodel_id,"metric",value\r\n"fräud, ""A""",a✓,1\r\n"two\r\nlines",b,2\r\n\r\n😀,c,3';
  const expected = [
    { line: 2, model_id: 'fräud, "A"', metric: 'a✓', value: 1 },
    { line: 6, model_id: '😀', metric: 'c', value: 3 },
  ];
  for (const chunks of cuts(text)) {
    const reader = new CsvPoints(csvQuerySchema.parse({}), limit);
    const buffer = { points: [] as object[], lines: [] as number[], invalid: 0 };
    const faults = [];
    for await (const { lines, first } of splitLines(arriving(...chunks))) {
      for (const [at, line] of lines.entries())
        faults.push(...reader.read(line, first + at, buffer as never));
    }
    expect(buffer.points.map((point, at) => ({ line: buffer.lines[at], ...point }))).toEqual(expected);
    expect(faults).toEqual([{ line: 3, field: 'model_id', message: 'must not contain control characters' }]);
  }
});
