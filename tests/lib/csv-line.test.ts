import { expect, test } from 'vitest';
import { csvLine } from '@/lib/csv-line';

test('cells with separators, quotes and line ends are quoted, and the line ends as RFC 4180 says', () => {
  expect(csvLine(['a', 'b,c', 'd"e', 'f\ng', null, -1.5, ''])).toBe('a,"b,c","d""e","f\ng",,-1.5,\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1', '＋1', '－1', '＠1'])(
  'a text that a spreadsheet would compute, %s, is a text',
  (text) => {
    expect(csvLine([text])).toBe(`'${text}\r\n`);
  },
);

test('a line end before a formula does not hide it', () => {
  expect(csvLine(['\r=1', '\n=1'])).toBe(`"'\r=1","'\n=1"\r\n`);
});
