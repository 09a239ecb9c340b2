import { axisText, type PlotFrame, plotHeight, plotTop, plotX, plotY } from './chart-frame';
import type { PlotBand, PlotLine } from './plot-lines';

interface PathLinesProps {
  frame: PlotFrame;
  lines: PlotLine[];
  bands: PlotBand[];
}

/** Half the width of a usual tick; one nearer to the edge is written inwards. */
const halfTick = 24;

function linePath(frame: PlotFrame, { rows, isConnected = false }: PlotLine): string {
  let path = '';
  let isDown = false;
  for (const { ms, value } of rows) {
    if (value === null) {
      if (!isConnected) isDown = false;
      continue;
    }
    path += `${isDown ? 'L' : 'M'}${plotX(frame, ms).toFixed(1)},${plotY(frame, value).toFixed(1)}`;
    isDown = true;
  }
  return path;
}

/** One closed shape for each stretch without a gap. */
function bandPath(frame: PlotFrame, { rows }: PlotBand): string {
  let path = '';
  let upper: string[] = [];
  let lower: string[] = [];
  const close = () => {
    if (upper.length > 0) path += `M${upper.join('L')}L${lower.reverse().join('L')}Z`;
    upper = [];
    lower = [];
  };
  for (const { ms, band } of rows) {
    if (band === null) {
      close();
      continue;
    }
    const x = plotX(frame, ms).toFixed(1);
    upper.push(`${x},${plotY(frame, band[1]).toFixed(1)}`);
    lower.push(`${x},${plotY(frame, band[0]).toFixed(1)}`);
  }
  close();
  return path;
}

/** The same picture as `PlotLines` without a chart library, for pages that have no room for one. */
export function PathLines({ frame, lines, bands }: PathLinesProps) {
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
      {bands.map((band) => (
        <path key={band.id} d={bandPath(frame, band)} fill={band.color} fillOpacity={band.opacity} />
      ))}
      {lines.map((line) => (
        <path
          key={line.id}
          d={linePath(frame, line)}
          fill="none"
          stroke={line.color}
          strokeWidth={line.strokeWidth ?? 1.25}
          {...(line.strokeDasharray && { strokeDasharray: line.strokeDasharray })}
          {...(line.strokeOpacity !== undefined && { strokeOpacity: line.strokeOpacity })}
        />
      ))}
    </svg>
  );
}
