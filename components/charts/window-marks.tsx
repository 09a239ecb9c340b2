import { ReferenceArea, ReferenceLine } from 'recharts';
import { type ChartWindows, clipSpan } from './chart-windows';

interface WindowMarksProps {
  windows: ChartWindows;
  time: [number, number];
  value: [number, number];
}

/**
 * The windows as shaded stretches of time; the reference mean and the band of ordinary values run on to the right,
 * since that is what later points are held against. A rule has a band and no reference: it spans the whole chart.
 */
export function WindowMarks({ windows, time, value }: WindowMarksProps) {
  const { reference, current, lower, upper } = windows;
  const referenceSpan = reference && clipSpan(reference.fromMs, reference.toMs, time);
  const currentSpan = current && clipSpan(current.fromMs, current.toMs, time);
  const start = Math.max(time[0], reference?.fromMs ?? time[0]);
  const hasBand = (lower !== null || upper !== null) && start < time[1];
  return (
    <>
      {referenceSpan && (
        <ReferenceArea
          x1={referenceSpan[0]}
          x2={referenceSpan[1]}
          fill="var(--chart-reference)"
          fillOpacity={0.09}
        />
      )}
      {currentSpan && (
        <ReferenceArea
          x1={currentSpan[0]}
          x2={currentSpan[1]}
          fill="var(--chart-current)"
          fillOpacity={0.1}
        />
      )}
      {hasBand && (
        <ReferenceArea
          x1={start}
          x2={time[1]}
          y1={Math.max(lower ?? value[0], value[0])}
          y2={Math.min(upper ?? value[1], value[1])}
          fill="var(--chart-reference)"
          fillOpacity={0.09}
          ifOverflow="hidden"
        />
      )}
      {[lower, upper].map(
        (limit) =>
          limit !== null && (
            <ReferenceLine
              key={limit}
              segment={[
                { x: start, y: limit },
                { x: time[1], y: limit },
              ]}
              stroke="var(--chart-reference)"
              strokeOpacity={0.55}
              strokeDasharray="2 3"
              ifOverflow="discard"
            />
          ),
      )}
      {reference && start < time[1] && (
        <ReferenceLine
          segment={[
            { x: start, y: reference.mean },
            { x: time[1], y: reference.mean },
          ]}
          stroke="var(--chart-reference)"
          strokeDasharray="6 3"
          ifOverflow="discard"
        />
      )}
    </>
  );
}
