import { axisText, plotHeight, plotTop, plotX, plotY } from './chart-frame';
import { LinePaths, type PlotLinesProps } from './line-paths';

/** Half the width of a usual tick; one nearer to the edge is written inwards. */
const halfTick = 24;

/** The same picture as `PlotLines` without a chart library, for pages that have no room for one. */
export function PathLines({ frame, lines, bands }: PlotLinesProps) {
  const { width, height, left, right, value, time } = frame;
  const bottom = plotTop + plotHeight(frame);
  return (
    <svg aria-hidden="true" width={width} height={height} className="absolute inset-0 overflow-hidden">
      <path
        d={value.ticks.map((tick) => `M${left},${plotY(frame, tick).toFixed(1)}H${width - right}`).join('')}
        stroke="var(--line-strong)"
        strokeOpacity={0.4}
        strokeWidth={0.75}
      />
      {value.ticks.map((tick) => (
        <text key={tick} x={left - 8} y={plotY(frame, tick) + 4} textAnchor="end" {...axisText}>
          {value.format(tick)}
        </text>
      ))}
      <path
        d={`M${left},${bottom}H${width - right}${time.ticks.map((tick) => `M${plotX(frame, tick).toFixed(1)},${bottom}v4`).join('')}`}
        stroke="var(--line-strong)"
      />
      {time.ticks.map((tick) => {
        const x = plotX(frame, tick);
        const isLast = x > width - halfTick;
        return (
          <text
            key={tick}
            x={isLast ? width : Math.max(halfTick, x)}
            y={bottom + 16}
            textAnchor={isLast ? 'end' : 'middle'}
            {...axisText}
          >
            {time.format(tick)}
          </text>
        );
      })}
      <LinePaths frame={frame} lines={lines} bands={bands} />
    </svg>
  );
}
