import { classNames } from '@/components/ui/class-names';
import { formatUnit } from '@/lib/format';
import type { Change } from '@/lib/schemas/change';
import { decimalsFor, toDecimals, toSigned } from './decimals';

interface ChangeTextProps {
  change: Change | null;
  unit: string | null;
  /** `0.892 → 0.842`, or `−8.1 sd`. */
  part: 'values' | 'size';
  className?: string;
}

function textOf({ before, after, effect }: Change, unit: string | null, part: 'values' | 'size'): string {
  if (part === 'size') return effect === null ? '–' : `${toSigned(effect, 1)} sd`;
  const decimals = decimalsFor(before.sd ?? 0, before.mean);
  const name = formatUnit(unit);
  const values = `${toDecimals(before.mean, decimals)} → ${toDecimals(after.mean, decimals)}`;
  return name === '' ? values : `${values} ${name}`;
}

/** A change in figures of one width, for tables. */
export function ChangeText({ change, unit, part, className }: ChangeTextProps) {
  return (
    <span className={classNames('truncate text-right font-mono text-xs', className)}>
      {change ? textOf(change, unit, part) : '–'}
    </span>
  );
}
