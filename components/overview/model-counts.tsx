import { healthLabels } from '@/components/charts/level';
import { LevelBadge } from '@/components/charts/level-badge';
import { formatCount } from '@/lib/format';
import { healthSchema, type ModelPage } from '@/lib/schemas/models';

interface ModelCountsProps {
  counts: ModelPage['counts'];
  total: number;
}

/** How many models there are, and how they are. */
export function ModelCounts({ counts, total }: ModelCountsProps) {
  const found = healthSchema.options.filter((health) => counts[health] > 0);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <h2 aria-live="polite" className="font-semibold">
        {formatCount(total, 'model')}
      </h2>
      <ul className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {found.map((health) => (
          <li key={health} title={healthLabels[health]} className="inline-flex items-center gap-1">
            <LevelBadge level={health} />
            <span className="text-ink-2">{counts[health]}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
