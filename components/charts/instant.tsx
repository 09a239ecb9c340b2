'use client';

import { useNow } from '@/components/ui/use-now';
import { formatAge, formatInstant, formatInstantExact } from '@/lib/format';

interface InstantProps {
  iso: string;
  /** `time` is the UTC time, `age` how long ago it was. */
  as?: 'time' | 'age';
}

/** A time as a person reads it, with the exact one in its title. */
export function Instant({ iso, as = 'time' }: InstantProps) {
  const now = useNow();
  const ms = Date.parse(iso);
  const text = as === 'age' && now !== null ? formatAge(ms, now) : formatInstant(ms);
  return (
    <time dateTime={iso} title={formatInstantExact(ms)} className="whitespace-nowrap">
      {text}
    </time>
  );
}
