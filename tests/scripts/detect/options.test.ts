import { expect, test } from 'vitest';
import { readOptions } from '@/scripts/detect/options';

test('a method and a file are enough', () => {
  expect(readOptions(['--method', 'auto', '--csv', 'a.csv'])).toEqual({
    csv: 'a.csv',
    method: 'auto',
    params: {},
    timestamp: null,
    value: 'value',
    group: null,
    ignoreColumns: false,
    delimiter: ',',
    decimal: '.',
    isSegmenting: false,
    falseAlarmEvery: null,
    timeZone: null,
  });
});

test('every option can be given', () => {
  const columns = ['--timestamp', 't', '--value', 'v', '--group', 'g, h'];
  expect(
    readOptions([
      ...['--method', 'cusum', '--params', '{"threshold": 4}', '--csv', 'a.csv', ...columns],
      ...['--time-zone', 'Europe/Berlin'],
      ...['--ignore-columns', '--delimiter', 'tab', '--decimal', ','],
    ]),
  ).toEqual({
    csv: 'a.csv',
    method: 'cusum',
    params: { threshold: 4 },
    timestamp: 't',
    value: 'v',
    group: ['g', 'h'],
    ignoreColumns: true,
    delimiter: '\t',
    decimal: ',',
    isSegmenting: false,
    falseAlarmEvery: null,
    timeZone: 'Europe/Berlin',
  });
});

test('segmenting needs no method', () => {
  expect(readOptions(['--segment', '--csv', 'a.csv'])).toMatchObject({ method: null, isSegmenting: true });
});

test.each([
  [['--method', 'auto'], /^--csv FILE is missing/],
  [['--csv', 'a.csv'], /^--method M is missing/],
  [['--csv', 'a.csv', '--method'], /'--method <value>' argument missing/],
  [['--csv', 'a.csv', '--method', 'auto', '--colour', 'red'], /'--colour'/],
  [['--csv', 'a.csv', '--method', 'auto', 'b.csv'], /b\.csv/],
  [['--csv', 'a.csv', '--method', 'auto', '--time-zone', 'Berlin'], /^--time-zone must .+, got Berlin/],
  [['--csv', 'a.csv', '--segment', '--time-zone', 'Europe/Berlin'], /^--time-zone needs --method/],
  [['--csv', 'a.csv', '--method', 'auto', '--delimiter', ':'], /^--delimiter must be .+, got :/],
  [['--csv', 'a.csv', '--method', 'auto', '--decimal', ';'], /^--decimal must be .+, got ;/],
  [
    ['--csv', 'a.csv', '--method', 'auto', '--params', '{size: 4}'],
    /^--params must be a JSON object, got \{size: 4\}/,
  ],
])('%j is refused with what is wrong and the usage', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
  expect(() => readOptions(args)).toThrow('npm run -s detect -- --method M --csv FILE');
});
