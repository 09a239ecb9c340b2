'use client';

import { useTimeZone } from '@/components/ui/time-zone';
import { useNow } from '@/components/ui/use-now';
import { zoneName } from '@/lib/format';

/** Says in which zone all times are, and changes between the viewer's and UTC. */
export function ZoneSwitch() {
  const { zone, localZone, isUtc, showUtc } = useTimeZone();
  const now = useNow();
  if (localZone === 'UTC') return <p className="text-xs text-ink-3">All times are UTC</p>;
  return (
    <button
      type="button"
      onClick={() => showUtc(!isUtc)}
      title={isUtc ? `Show times in ${localZone}` : `All times are in ${zone}. Show UTC`}
      className="min-h-8 rounded-md px-1.5 text-left text-xs text-ink-3 hover:bg-raised hover:text-ink"
    >
      Times: {isUtc ? 'UTC' : now === null ? zone : zoneName(now, zone)}
      <span className="sr-only">. {isUtc ? `Show times in ${localZone}` : 'Show UTC'}</span>
    </button>
  );
}
