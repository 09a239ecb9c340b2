import { expect, test } from 'vitest';
import { parseSearch } from '@/lib/policy/search-query';

const read = (text: string) => {
  const { words, fields, labels } = parseSearch(text, ['state', 'detector']);
  return { words, fields: Object.fromEntries(fields), labels: Object.fromEntries(labels) };
};

test.each([
  ['', { words: [], fields: {}, labels: {} }],
  ['  fraud  eu ', { words: ['fraud', 'eu'], fields: {}, labels: {} }],
  ['state:drift,silent', { words: [], fields: { state: ['drift', 'silent'] }, labels: {} }],
  ['version:2026.11 version:2026.10', { words: [], fields: {}, labels: { version: ['2026.11', '2026.10'] } }],
  ['detector:"My, detector"', { words: [], fields: { detector: ['My, detector'] }, labels: {} }],
  ['"a:b c"', { words: ['a:b c'], fields: {}, labels: {} }],
  [':x """', { words: [':x', '"""'], fields: {}, labels: {} }],
  ['region:', { words: [], fields: {}, labels: {} }],
])('%j is read as words, fields and labels', (text, expected) => {
  expect(read(text)).toEqual(expected);
});
