import { XAxis, type XAxisTickContentProps } from 'recharts';
import { axisText, type PlotFrame, plotX, timeAxisHeight } from './chart-frame';

/** Half the width of a usual tick; one nearer to the edge is written inwards. */
const halfTick = 24;

/** The axis of time as an element for a chart of Recharts; ticks near an edge are not cut. */
export function timeAxisElement(frame: PlotFrame) {
  const { time, width } = frame;
  const renderTick = ({ payload, y }: XAxisTickContentProps) => {
    const ms = Number(payload.value);
    const x = plotX(frame, ms);
    const isLast = x > width - halfTick;
    return (
      <text
        x={isLast ? width : Math.max(halfTick, x)}
        y={Number(y) + 8}
        textAnchor={isLast ? 'end' : 'middle'}
        {...axisText}
      >
        {time.format(ms)}
      </text>
    );
  };
  return (
    <XAxis
      dataKey="ms"
      type="number"
      domain={time.domain}
      ticks={time.ticks}
      allowDataOverflow
      interval={0}
      tick={renderTick}
      tickSize={4}
      stroke="var(--line-strong)"
      height={timeAxisHeight}
    />
  );
}
