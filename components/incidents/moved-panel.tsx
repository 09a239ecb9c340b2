import { Instant } from '@/components/charts/instant';
import { decimalsFor, toSigned } from '@/components/evidence/decimals';
import { Labels } from '@/components/evidence/labels';
import { Link } from '@/components/ui/link';
import { formatUnit } from '@/lib/format';
import type { IncidentContext } from '@/lib/schemas/incident-context';
import { Panel } from './panel';

type Mover = IncidentContext['moved_with'][number];
type Annotation = IncidentContext['annotations'][number];

function MoverRow({ mover }: { mover: Mover }) {
  const { diff, effect } = mover;
  const decimals = decimalsFor(diff !== null && effect ? Math.abs(diff / effect) : 0, mover.before_mean ?? 0);
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
        {diff !== null && toSigned(diff, decimals)}
        {unit && ` ${unit}`}
        {effect !== null && <span className="text-ink-3"> ({toSigned(effect, 1)} sd)</span>}
      </span>
    </li>
  );
}

function AnnotationRow({ annotation }: { annotation: Annotation }) {
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
