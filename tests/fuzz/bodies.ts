import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';

/** A post as it arrives over the wire. */
export interface FuzzPost {
  headers: Record<string, string>;
  query: string;
  body: Buffer;
}

const often = <Value>(
  usual: fc.Arbitrary<Value>,
  rare: fc.Arbitrary<Value>,
  weight = 9,
): fc.Arbitrary<Value> => fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: rare });

const oddTexts = [
  '',
  ' ',
  '..',
  '\u0000',
  'a\u0007b',
  '\ud800',
  '😀'.repeat(101),
  'x'.repeat(20_000),
  '"',
  '__proto__',
];
const oddNumbers = [-0, 5e-324, -1.7976931348623157e308, 2 ** 53, -1, 1.5];
const odd = fc.constantFrom<unknown>(null, true, [], {}, '7', 'NaN', ...oddTexts, ...oddNumbers);
const name = often(fc.constantFrom<unknown>('fraud', 'churn', 'prix ä', 'accuracy', 'log_loss'), odd, 49);
const start = Date.parse('2026-01-01T00:00:00Z');
const minute = fc.integer({ min: 0, max: 200 }).map((minutes) => start + minutes * 60_000);
const instant = often(
  fc.oneof(
    minute.map((ms): unknown => ms),
    minute.map((ms) => new Date(ms).toISOString()),
  ),
  fc.constantFrom<unknown>(
    '2026-02-30T00:00:00Z',
    '2026-01-01T00:00:00+25:00',
    '9999-12-31T23:59:59Z',
    8.64e15 + 1,
  ),
  39,
);
const point = fc.record(
  {
    model_id: name,
    metric: name,
    value: often(
      fc.integer({ min: 0, max: 100 }).map((value): unknown => value / 100),
      odd,
      29,
    ),
    ts: often(instant, odd, 39),
    labels: often(
      fc.constantFrom<unknown>({ region: 'eu' }, {}),
      fc.oneof(odd, fc.dictionary(fc.string(), odd)),
      9,
    ),
    extra: odd,
  },
  { requiredKeys: ['model_id', 'metric', 'value'] },
);
/** Rarely with an unknown field. */
const usualPoint = often(
  point.map(({ extra: _, ...known }): object => known),
  point,
);
const points = fc.array(usualPoint, { maxLength: 6 });

const json = often(
  fc.oneof(
    usualPoint.map((one) => JSON.stringify(one)),
    points.map((all) => JSON.stringify(all)),
    points.map((all) => JSON.stringify({ points: all })),
  ),
  fc.oneof(
    fc.record({ points, more: odd }).map((body) => JSON.stringify(body)),
    fc.json(),
    fc.integer({ min: 1, max: 20_000 }).map((depth) => '[{"points":'.repeat(depth)),
  ),
);
const ndjson = fc
  .tuple(points, fc.constantFrom('\n', '\r\n', '\n\n'))
  .map(([all, lineEnd]) => all.map((one) => JSON.stringify(one)).join(lineEnd));

function csvCell(value: unknown): string {
  const text = value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
const csvColumns = often(
  fc.shuffledSubarray(['model_id', 'metric', 'value', 'ts'], { minLength: 4 }),
  fc.shuffledSubarray(['model_id', 'metric', 'value', 'ts', 'labels'], { minLength: 1 }),
);
const csv = fc.tuple(points, csvColumns).map(([all, columns]) => {
  const rows = all.map((one) =>
    columns.map((column) => csvCell({ ts: start, ...(one as Record<string, unknown>) }[column])),
  );
  return [columns, ...rows].map((row) => row.join(',')).join('\n');
});

/** Cuts, repeats and inserts the characters that the formats are made of. */
const edit = fc.tuple(
  fc.constantFrom('cut', 'double', 'insert'),
  fc.nat(),
  fc.nat({ max: 20 }),
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\\',
    '\n',
    '\r',
    '\u0000',
    'e',
    '-',
    '9'.repeat(400),
    '\ufeff',
    'ä',
  ),
);
function edited(text: string, edits: [string, number, number, string][]): string {
  return edits.reduce((now, [kind, where, length, piece]) => {
    const at = now.length === 0 ? 0 : where % now.length;
    if (kind === 'cut') return now.slice(0, at) + now.slice(at + length);
    if (kind === 'double') return now.slice(0, at + length) + now.slice(at);
    return now.slice(0, at) + piece + now.slice(at);
  }, text);
}

const flip = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
function flipped(bytes: Buffer, flips: [number, number][]): Buffer {
  const copy = Buffer.from(bytes);
  for (const [where, byte] of flips) if (copy.length > 0) copy[where % copy.length] = byte;
  return copy;
}

const compressors: Record<string, (bytes: Buffer) => Buffer> = {
  identity: (bytes) => bytes,
  gzip: (bytes) => gzipSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
  'deflate ': (bytes) => deflateRawSync(bytes),
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
};
const encoding = fc.constantFrom(...Object.keys(compressors));
const type = fc.constantFrom(
  'application/json',
  'application/x-ndjson',
  'text/csv',
  'text/plain',
  'application/json; charset=x',
);
const columns = fc.constantFrom(
  'model_id',
  'metric',
  'value',
  'ts',
  'labels',
  'nothing',
  '',
  'a,b',
  'value,ts',
);
const query = fc
  .dictionary(
    fc.constantFrom(
      ...[
        'model_id',
        'model_id_column',
        'metric',
        'metric_column',
        'value_column',
        'value_columns',
        'ts_column',
      ],
      ...['label_columns', 'progress', 'on_conflict', 'colour'],
      ...['skip_invalid', 'ignore_columns', 'delimiter', 'decimal'],
    ),
    fc.oneof(columns, fc.constantFrom('true', 'true', 'keep', '%', ';', ',', 'tab', '\u0000')),
    { maxKeys: 3 },
  )
  .map((given) => new URLSearchParams(given).toString());

const contents = fc.oneof(
  fc.record({ type: fc.constant('application/json'), text: json }),
  fc.record({ type: fc.constant('application/x-ndjson'), text: ndjson }),
  fc.record({ type: fc.constant('text/csv'), text: csv }),
);

/** One to three of these, but mostly none. */
function damage<Value>(kind: fc.Arbitrary<Value>, weight: number): fc.Arbitrary<Value[]> {
  return often<Value[]>(fc.constant([]), fc.array(kind, { minLength: 1, maxLength: 3 }), weight);
}

/** A valid body of some format, damaged in a few places or not at all. */
const damaged = fc
  .record({
    content: contents,
    edits: damage(edit, 2),
    flips: damage(flip, 9),
    encoding,
    flipsAfter: damage(flip, 9),
    cutAfter: often(fc.constant(0), fc.nat({ max: 30 }), 12),
    claimedType: often(fc.constant(undefined), fc.option(type, { nil: undefined }), 19),
    claimedEncoding: often(fc.constant(undefined), encoding, 19),
    query: often(fc.constant(''), query, 6),
  })
  .map(({ content, edits, flips, cutAfter, ...how }): FuzzPost => {
    const plain = flipped(Buffer.from(edited(content.text, edits)), flips);
    const packed = flipped((compressors[how.encoding] ?? Buffer.from)(plain), how.flipsAfter);
    return {
      headers: {
        'content-type': how.claimedType ?? content.type,
        'content-encoding': (how.claimedEncoding ?? how.encoding).trim(),
      },
      query: how.query,
      body: packed.subarray(0, packed.length - cutAfter),
    };
  });

const noise = fc.record({ type, encoding, query, bytes: fc.uint8Array({ maxLength: 3000 }) }).map(
  ({ type, encoding, query, bytes }): FuzzPost => ({
    headers: { 'content-type': type, 'content-encoding': encoding.trim() },
    query,
    body: Buffer.from(bytes),
  }),
);

export const fuzzPost = fc.oneof({ weight: 5, arbitrary: damaged }, { weight: 1, arbitrary: noise });
