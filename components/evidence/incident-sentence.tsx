import { Instant } from '@/components/charts/instant';
import { formatStatus } from '@/lib/format';
import type { IncidentView } from './queries';
import { changeSentence, type Part } from './sentence';

function PartText({ part }: { part: Part }) {
  if (typeof part === 'string') return part;
  if ('iso' in part) return <Instant iso={part.iso} />;
  return <strong className="font-semibold whitespace-nowrap">{part.figure}</strong>;
}

/** What changed, since when and how sure we are. */
export function IncidentSentence({ view, className }: { view: IncidentView; className?: string }) {
  const chance = view.facts?.chance_sentence;
  return (
    <p className={className ?? 'text-pretty break-words'}>
      {changeSentence(view).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no identity and no state
        <PartText key={index} part={part} />
      ))}
      {chance && <span className="text-ink-2"> {chance}</span>}
      {view.resolved_ts && (
        <span className="text-ink-2">
          {' '}
          It ended <Instant iso={view.resolved_ts} />
          {view.resolution && `: ${formatStatus(view.resolution)}`}.
        </span>
      )}
    </p>
  );
}
