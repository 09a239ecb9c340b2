import { describe, expect, it } from 'vitest';
import { chosenRun, withChosen } from '@/components/model/chosen-run';

const run = (detector_id: string, level: 'drift' | 'stable' | 'warning', enabled = true) => ({
  detector_id,
  level,
  enabled,
});
const runs = [run('a', 'stable'), run('b', 'warning'), run('c', 'drift', false)];

describe('chosenRun', () => {
  it('is the chosen one, even if it is disabled', () => {
    expect(chosenRun(runs, ['x', 'c'])?.detector_id).toBe('c');
  });

  it('is otherwise the worst of the enabled ones', () => {
    expect(chosenRun(runs, [])?.detector_id).toBe('b');
  });

  it('is the first of equals, and nothing without runs', () => {
    expect(chosenRun([run('a', 'stable'), run('b', 'stable')], [])?.detector_id).toBe('a');
    expect(chosenRun([], ['a'])).toBeUndefined();
  });
});

describe('withChosen', () => {
  it('replaces the choice of this series and keeps those of others', () => {
    expect(withChosen(['x', 'a'], runs, 'b')).toEqual(['x', 'b']);
  });
});
