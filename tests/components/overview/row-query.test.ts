import { describe, expect, it, test } from 'vitest';
import { parseRowQuery, withStates } from '@/components/overview/row-query';

const term = (name: string | null, values: string[], isNot = false) => ({ name, values, isNot });

describe('a query', () => {
  it('has words and names with values, in quotes where they have blanks', () => {
    expect(parseRowQuery('state:drift,silent Region:"EU west" fraud -"old model" -version:1.2:3')).toEqual([
      term('state', ['drift', 'silent']),
      term('region', ['eu west']),
      term(null, ['fraud']),
      term(null, ['old model'], true),
      term('version', ['1.2:3'], true),
    ]);
  });

  it.each(['metric:', '-metric:', '""', '   '])('%s says nothing yet', (text) => {
    expect(parseRowQuery(text)).toEqual([]);
  });

  it('takes an open quote up to the end, and what only looks like a name as a word', () => {
    expect(parseRowQuery('model:"a b')).toEqual([term('model', ['a b'])]);
    expect(parseRowQuery(':x -')).toEqual([term(null, [':x']), term(null, ['-'])]);
  });
});

test('other states take the place of those before, and the rest stays as it was typed', () => {
  expect(withStates('state:drift fraud -state:late region:"a b"', ['silent'])).toBe(
    'state:silent fraud -state:late region:"a b"',
  );
  expect(withStates('State:drift fraud', [])).toBe('fraud');
});
