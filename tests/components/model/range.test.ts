import { describe, expect, it } from 'vitest';
import {
  dataExtent,
  fromLocalInput,
  presets,
  type RangeChoice,
  rangeBounds,
  rangeDomain,
  readRange,
  toLocalInput,
  usefulPresets,
  writeRange,
} from '@/components/model/range';

const newestMs = Date.parse('1998-12-06T00:00:00Z');
const extent = { firstMs: Date.parse('1996-09-04T00:00:00Z'), newestMs };
const [hour] = presets;

function inAddress(choice: RangeChoice) {
  const given = Object.entries(writeRange(choice)).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return new URLSearchParams(given);
}

describe('the range in the address', () => {
  it.each<RangeChoice>([
    { kind: 'all' },
    { kind: 'preset', preset: hour },
    { kind: 'custom', fromMs: 1000, toMs: 2000 },
  ])('survives a reload: $kind', (choice) => {
    expect(readRange(inAddress(choice))).toEqual(choice);
  });

  it.each(['range=2w', 'from=x&to=y', 'from=1997-02-01&to=1997-01-01', 'from=1997-02-01', ''])(
    'is everything if it cannot be read: %s',
    (text) => {
      expect(readRange(new URLSearchParams(text))).toEqual({ kind: 'all' });
    },
  );
});

describe('ranges', () => {
  it('end at the newest point of the data, not at the present', () => {
    const choice: RangeChoice = { kind: 'preset', preset: hour };
    expect(rangeBounds(choice, extent)).toEqual({ from: newestMs - 3_600_000 });
    expect(rangeDomain(choice, extent)).toEqual([newestMs - 3_600_000, newestMs]);
  });

  it('of a preset begin at a whole step, and stay while points arrive within it', () => {
    const choice: RangeChoice = { kind: 'preset', preset: hour };
    const step = 75_000;
    const bounds = (ms: number) => rangeBounds(choice, { ...extent, newestMs: newestMs + ms });
    expect(bounds(step - 1)).toEqual(bounds(0));
    expect(bounds(step)).toEqual({ from: newestMs - 3_600_000 + step });
  });

  it('have no bounds in the API for everything', () => {
    expect(rangeBounds({ kind: 'all' }, extent)).toEqual({});
    expect(rangeDomain({ kind: 'all' }, extent)).toEqual([extent.firstMs, newestMs]);
  });

  it('do not start before 1970', () => {
    expect(rangeBounds({ kind: 'preset', preset: hour }, { firstMs: 0, newestMs: 5 })).toEqual({ from: 0 });
  });

  it('are offered if they are shorter than the data', () => {
    expect(usefulPresets(extent).map(({ id }) => id)).toEqual(['1h', '24h', '7d', '30d', '90d', '1y']);
    expect(usefulPresets({ firstMs: newestMs, newestMs })).toEqual([]);
  });
});

describe('dataExtent', () => {
  it('spans all series and ignores empty ones', () => {
    const series = [
      { first_ts: '1997-01-01T00:00:00Z', last_ts: '1997-02-01T00:00:00Z' },
      { first_ts: null, last_ts: null },
      { first_ts: '1996-01-01T00:00:00Z', last_ts: '1996-02-01T00:00:00Z' },
    ];
    expect(dataExtent(series)).toEqual({
      firstMs: Date.parse('1996-01-01T00:00:00Z'),
      newestMs: Date.parse('1997-02-01T00:00:00Z'),
    });
    expect(dataExtent([])).toBeNull();
  });
});

it('reads and writes local time controls as UTC', () => {
  expect(toLocalInput(newestMs)).toBe('1998-12-06T00:00');
  expect(fromLocalInput('1998-12-06T00:00')).toBe(newestMs);
  expect(fromLocalInput('')).toBeNaN();
});
