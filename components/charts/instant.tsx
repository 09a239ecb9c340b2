'use client';

import { useTimeZone } from '@/components/ui/time-zone';
import { useNow } from '@/components/ui/use-now';
import { formatAge, formatInstant, formatInstantExact } from '@/lib/format';

interface InstantProps {
  iso: string;
  /** `time` is the time in the zone that is shown, `age` how long ago it was. */
  as?: 'time' | 'age';
}

/** A time as a person reads it, with the exact one in its title. */
export function Instant({ iso, as = 'time' }: InstantProps) {
  const now = useNow();
  const { zone } = useTimeZone();
  const ms = Date.parse(iso);
  const text = as === 'age' && now !== null ? formatAge(ms, now) : formatInstant(ms, zone);
  return (
    <time dateTime={iso} title={formatInstantExact(ms, zone)} className="whitespace-nowrap">
      {text}
    </time>
  );
}
