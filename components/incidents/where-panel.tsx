'use client';

import { useState } from 'react';
import { decimalsFor, toDecimals, toSigned } from '@/components/evidence/decimals';
import { labelText } from '@/components/evidence/labels';
import { Link } from '@/components/ui/link';
import { formatCount } from '@/lib/format';
import type { IncidentContext } from '@/lib/schemas/incident-context';
import { EffectBar } from './effect-bar';
import { Panel } from './panel';

type Sibling = IncidentContext['siblings']['items'][number];

/** Rows before one asks for all. */
const shownAtOnce = 8;
/** Label values that are named in the line above the table. */
const maxNamed = 4;
/** In standard deviations: less than that is how far series move anyway. */
const movedEffect = 3;

function siblingDecimals({ before_mean, diff, effect }: Sibling): number {
  const sd = diff !== null && effect ? Math.abs(diff / effect) : 0;
  return decimalsFor(sd, before_mean ?? 0);
}

function SiblingRow({ sibling }: { sibling: Sibling }) {
  const { before_mean: before, after_mean: after, effect, incident_id, is_self } = sibling;
  const decimals = siblingDecimals(sibling);
  const text = labelText(sibling.labels) || 'no labels';
  return (
    <tr className="h-7 border-t border-line">
      <th scope="row" className="max-w-0 truncate pr-2 text-left font-mono text-xs font-normal" title={text}>
        {incident_id && !is_self ? (
          <Link href={`/incidents/${incident_id}`} className="text-tide underline-offset-2 hover:underline">
            {text}
          </Link>
        ) : (
          <span className={is_self ? 'font-semibold' : undefined}>{text}</span>
        )}
        {is_self && <span className="text-ink-3"> (this)</span>}
      </th>
      <td className="w-px pr-2 text-right font-mono text-xs whitespace-nowrap">
        {before === null || after === null
          ? 'no data'
          : `${toDecimals(before, decimals)} → ${toDecimals(after, decimals)}`}
      </td>
      <td className="w-px pr-2 max-[420px]:hidden">
        {effect !== null && <EffectBar effect={effect} isActive={Math.abs(effect) >= movedEffect} />}
      </td>
      <td className="w-px text-right font-mono text-xs whitespace-nowrap">
        {effect === null ? '–' : `${toSigned(effect, 1)} sd`}
      </td>
    </tr>
  );
}

/** `4 of 5 of version=2026.11`: the label values of which most series have moved. */
function MovedLabels({ byLabel }: { byLabel: IncidentContext['by_label'] }) {
  const moved = byLabel
    .filter(({ moved, total }) => moved > 1 && 2 * moved >= total)
    .sort((one, other) => other.moved / other.total - one.moved / one.total || other.moved - one.moved);
  if (moved.length === 0) return null;
  return (
    <ul className="mb-2 flex flex-wrap gap-x-4 gap-y-0.5">
      {moved.slice(0, maxNamed).map(({ name, value, total, moved }) => (
        <li key={`${name}=${value}`}>
          <strong className="font-semibold">
            {moved} of {total}
          </strong>{' '}
          of <span className="font-mono text-xs break-all">{`${name}=${value}`}</span>
        </li>
      ))}
    </ul>
  );
}

/** The series of the same metric, by how far each moved at the same time. */
export function WherePanel({ context }: { context: IncidentContext }) {
  const [isAll, setIsAll] = useState(false);
  const { items, total } = context.siblings;
  if (items.length <= 1) {
    return (
      <Panel title="Where">
        <p className="text-ink-2">It is the only series of its metric: there is no label to compare by.</p>
      </Panel>
    );
  }
  const movedCount = items.filter(({ effect }) => effect !== null && Math.abs(effect) >= movedEffect).length;
  return (
    <Panel
      title="Where"
      aside={`${movedCount} of ${formatCount(total, 'series', 'series')} moved by 3 sd or more`}
    >
      <MovedLabels byLabel={context.by_label} />
      <table className="w-full">
        <thead className="sr-only">
          <tr>
            <th>Labels</th>
            <th>Before and after</th>
            <th>Direction</th>
            <th>Effect</th>
          </tr>
        </thead>
        <tbody>
          {items.slice(0, isAll ? undefined : shownAtOnce).map((sibling) => (
            <SiblingRow key={sibling.series_id} sibling={sibling} />
          ))}
        </tbody>
      </table>
      {items.length > shownAtOnce && (
        <button
          type="button"
          aria-expanded={isAll}
          onClick={() => setIsAll(!isAll)}
          className="mt-1 min-h-8 rounded text-tide"
        >
          {isAll ? 'Show fewer' : `Show all ${items.length}`}
        </button>
      )}
    </Panel>
  );
}
