import { ReferenceArea, ReferenceLine } from 'recharts';
import { type ChartIncident, clipSpan } from './chart-windows';

interface IncidentMarksProps {
  incidents: ChartIncident[];
  time: [number, number];
  /** The value axis of the panel: how long an incident lasted is a strip along its upper edge. */
  value: [number, number];
  /** Only the panel of values names its marks. */
  hasLabels: boolean;
}

/** Of the panel's height. */
const stripHeight = 0.02;

interface IncidentFlagProps {
  title: string;
  /** Filled where the incident began, hollow where it got worse. */
  isFilled: boolean;
  /** Filled in by Recharts. */
  viewBox?: { x?: number; y?: number };
}

/** A small flag at the top of the line. */
function IncidentFlag({ title, isFilled, viewBox }: IncidentFlagProps) {
  const x = viewBox?.x ?? 0;
  const y = viewBox?.y ?? 0;
  return (
    <path
      d={`M${x - 4.5},${y - 9}h9l-4.5,8z`}
      fill={isFilled ? 'var(--drift)' : 'none'}
      stroke="var(--drift)"
    >
      <title>{title}</title>
    </path>
  );
}

/** Where incidents began and last got worse, how long they lasted, and, dashed, where the change is estimated to have started. */
export function IncidentMarks({ incidents, time, value, hasLabels }: IncidentMarksProps) {
  const isShown = (ms: number) => ms >= time[0] && ms <= time[1];
  return (
    <>
      {incidents.map((incident) => {
        const span = clipSpan(incident.openedMs, incident.resolvedMs ?? time[1], time);
        return (
          span && (
            <ReferenceArea
              key={`span ${incident.id}`}
              x1={span[0]}
              x2={span[1]}
              y1={value[1] - (value[1] - value[0]) * stripHeight}
              y2={value[1]}
              fill="var(--drift)"
              fillOpacity={0.6}
            />
          )
        );
      })}
      {incidents.map(
        ({ id, onsetMs }) =>
          onsetMs !== null &&
          isShown(onsetMs) && (
            <ReferenceLine
              key={`onset ${id}`}
              x={onsetMs}
              stroke="var(--drift)"
              strokeDasharray="3 3"
              strokeOpacity={0.8}
            />
          ),
      )}
      {incidents.map(
        ({ id, worsenedMs, detectorName }) =>
          worsenedMs !== null &&
          isShown(worsenedMs) && (
            <ReferenceLine
              key={`worsened ${id}`}
              x={worsenedMs}
              stroke="var(--drift)"
              strokeOpacity={0.6}
              {...(hasLabels && {
                label: <IncidentFlag title={`Incident by ${detectorName} got worse`} isFilled={false} />,
              })}
            />
          ),
      )}
      {incidents.map(
        (incident) =>
          isShown(incident.openedMs) && (
            <ReferenceLine
              key={`opened ${incident.id}`}
              x={incident.openedMs}
              stroke="var(--drift)"
              strokeWidth={1.25}
              {...(hasLabels && {
                label: <IncidentFlag title={`Incident by ${incident.detectorName}`} isFilled />,
              })}
            />
          ),
      )}
    </>
  );
}
