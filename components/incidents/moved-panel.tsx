import Link from 'next/link';
import { Instant } from '@/components/charts/instant';
import type { ContextAnnotation, IncidentContext, Mover } from '@/components/evidence/context';
import { decimalsFor, toSigned } from '@/components/evidence/decimals';
import { Labels } from '@/components/evidence/labels';
import { formatUnit } from '@/lib/format';
import { Panel } from './panel';

function MoverRow({ mover }: { mover: Mover }) {
  const sd = mover.effect === 0 ? 0 : Math.abs(mover.diff / mover.effect);
  const unit = formatUnit(mover.unit);
  return (
    <li className="flex flex-wrap items-baseline gap-x-2 border-t border-line py-1.5 first:border-t-0">
      {mover.incident_id ? (
        <Link
          href={`/incidents/${mover.incident_id}`}
          className="font-medium break-all text-tide underline-offset-2 hover:underline"
        >
          {mover.metric}
        </Link>
      ) : (
        <span className="font-medium break-all">{mover.metric}</span>
      )}
      <Labels labels={mover.labels} />
      <span className="ml-auto font-mono text-xs whitespace-nowrap">
        {toSigned(mover.diff, decimalsFor(sd, mover.before_mean))}
        {unit && ` ${unit}`} <span className="text-ink-3">({toSigned(mover.effect, 1)} sd)</span>
      </span>
    </li>
  );
}

function AnnotationRow({ annotation }: { annotation: ContextAnnotation }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-2 border-t border-line py-1.5 first:border-t-0">
      <span className="font-medium">{annotation.kind === 'deploy' ? 'Deploy' : 'Note'}</span>
      <span className="min-w-0 break-words">{annotation.text}</span>
      <span className="ml-auto text-xs text-ink-2">
        <Instant iso={annotation.ts} />
      </span>
    </li>
  );
}

/** Other metrics of the model that moved in the same windows, and what somebody noted around that time. */
export function MovedPanel({ context }: { context: IncidentContext }) {
  const { moved_with: movers, annotations } = context;
  return (
    <Panel title="What moved with it">
      {movers.length === 0 && (
        <p className="text-ink-2">No other metric of the model moved by 2 sd or more at that time.</p>
      )}
      <ul>
        {movers.map((mover) => (
          <MoverRow key={mover.series_id} mover={mover} />
        ))}
        {annotations.map((annotation) => (
          <AnnotationRow key={annotation.id} annotation={annotation} />
        ))}
      </ul>
    </Panel>
  );
}
