import { type PlotFrame, plotHeight, plotTop, plotX } from './chart-frame';
import { type ChartAnnotation, type ChartIncident, clipSpan } from './chart-windows';

interface EventLaneProps {
  frame: PlotFrame;
  incidents: ChartIncident[];
  annotations: ChartAnnotation[];
}

const laneHeight = 14;
const middle = laneHeight / 2;

/** Vermilion is for what is still in drift; an incident that is over is grey. */
const colorOf = ({ resolvedMs }: ChartIncident) => (resolvedMs === null ? 'var(--drift)' : 'var(--ink-3)');

/** A deploy is a triangle, a note a square. */
const glyphs: Record<ChartAnnotation['kind'], (x: number) => string> = {
  deploy: (x) => `M${x - 4.5},${middle + 4}h9l-4.5,-8z`,
  note: (x) => `M${x - 3.5},${middle - 3.5}h7v7h-7z`,
};

/** Above the plot: how long incidents lasted, and what people noted. */
export function EventLane({ frame, incidents, annotations }: EventLaneProps) {
  const { domain } = frame.time;
  const isShown = (ms: number) => ms >= domain[0] && ms <= domain[1];
  return (
    <svg aria-hidden="true" width={frame.width} height={laneHeight} className="block">
      <path d={`M${frame.left},${laneHeight - 0.5}H${frame.width - frame.right}`} stroke="var(--line)" />
      {incidents.map((incident) => {
        const span = clipSpan(incident.openedMs, incident.resolvedMs ?? domain[1], domain);
        if (!span) return null;
        const x = plotX(frame, span[0]);
        return (
          <path
            key={incident.id}
            d={`M${x},${middle}H${Math.max(x + 3, plotX(frame, span[1]))}M${x},2v${laneHeight - 4}`}
            stroke={colorOf(incident)}
            strokeWidth={3}
            strokeOpacity={0.85}
          >
            <title>{`Incident by ${incident.detectorName}${incident.resolvedMs === null ? ', open' : ', resolved'}`}</title>
          </path>
        );
      })}
      {annotations.map(({ id, ms, endMs, kind, text }) => {
        const span = clipSpan(ms, endMs ?? ms, domain);
        if (!span) return null;
        const x = plotX(frame, span[0]);
        return (
          <g key={id}>
            {endMs !== null && (
              <path d={`M${x},${middle}H${plotX(frame, span[1])}`} stroke="var(--tide)" strokeWidth={2} />
            )}
            {isShown(ms) && (
              <path d={glyphs[kind](x)} fill="var(--tide)" stroke="var(--surface)" strokeWidth={0.75}>
                <title>{`${kind === 'deploy' ? 'Deploy' : 'Note'}: ${text}`}</title>
              </path>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/**
 * In the plot: where the change is estimated to have begun (dashed), where an incident opened or got worse,
 * and annotations.
 */
export function EventLines({ frame, incidents, annotations }: EventLaneProps) {
  const [from, to] = frame.time.domain;
  const lineAt = (ms: number | null) =>
    ms !== null && ms >= from && ms <= to
      ? `M${Math.round(plotX(frame, ms)) + 0.5},${plotTop}v${plotHeight(frame)}`
      : '';
  return (
    <>
      <path
        d={annotations.map(({ ms }) => lineAt(ms)).join('')}
        stroke="var(--tide)"
        strokeOpacity={0.5}
        strokeDasharray="1 3"
      />
      {incidents.map((incident) => (
        <g key={incident.id} stroke={colorOf(incident)}>
          <path d={lineAt(incident.onsetMs)} strokeDasharray="3 3" strokeOpacity={0.8} />
          <path d={lineAt(incident.openedMs)} strokeOpacity={0.9} />
          <path d={lineAt(incident.worsenedMs)} strokeOpacity={0.5} />
        </g>
      ))}
    </>
  );
}
