import { formatChange, formatFixed, formatUnit } from '@/lib/format';

/**
 * What the latest values say of a change: both ends and the difference, from the same numbers and alike
 * written.
 */
export interface WrittenChange {
  before: string;
  after: string;
  change: string;
  unit: string;
}

export function writeChange(
  { before, after, unit }: { before: number; after: number; unit: string | null },
  decimals: number,
): WrittenChange {
  // The difference of what is written, so that nobody finds another one by subtracting.
  const scale = 10 ** decimals;
  const difference = (Math.round(after * scale) - Math.round(before * scale)) / scale;
  return {
    before: formatFixed(before, decimals),
    after: formatFixed(after, decimals),
    change: formatChange(difference, decimals),
    unit: formatUnit(unit),
  };
}
