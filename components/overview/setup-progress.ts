import type { Overview, OverviewRow } from '@/lib/schemas/overview';
import { sampleModelId } from '@/lib/schemas/sample';

/**
 * How far an installation has come, from the first point to the first verdict of a detector; the sample does
 * not count.
 */
export interface SetupProgress {
  /** A model of one's own to look at: the one whose points came last. */
  model: OverviewRow | null;
  hasDetector: boolean;
  /** The model that is nearest to a first verdict, while none has one. */
  learning: OverviewRow | null;
  hasVerdict: boolean;
  isDone: boolean;
}

const lastData = ({ last_ts }: OverviewRow) => (last_ts === null ? 0 : Date.parse(last_ts));
const shareOf = ({ learning }: OverviewRow) => (learning ? learning.seen / Math.max(1, learning.needed) : 0);

function largest(rows: OverviewRow[], sizeOf: (row: OverviewRow) => number): OverviewRow | null {
  return rows.reduce<OverviewRow | null>(
    (best, row) => (best === null || sizeOf(row) > sizeOf(best) ? row : best),
    null,
  );
}

export function setupProgress({ rows, enabled_detector_count }: Overview): SetupProgress {
  const own = rows.filter(({ id }) => id !== sampleModelId);
  const watched = own.filter(({ health }) => health !== 'unwatched');
  const learning = watched.filter(({ health }) => health === 'insufficient_data');
  const hasVerdict = watched.length > learning.length;
  return {
    model: largest(own, lastData),
    hasDetector: enabled_detector_count > 0 && watched.length > 0,
    learning: hasVerdict ? null : largest(learning, shareOf),
    hasVerdict,
    isDone: own.length > 0 && hasVerdict,
  };
}
