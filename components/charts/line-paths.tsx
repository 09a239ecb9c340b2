import { useId } from 'react';
import { type PlotFrame, plotHeight, plotTop, plotWidth, plotX, plotY } from './chart-frame';

/** A line of values; null is a gap, where it stops instead of pretending. */
export interface PlotLine {
  id: string;
  color: string;
  rows: readonly { ms: number; value: number | null }[];
  /** Pixels; 1.25 unless given. */
  strokeWidth?: number;
  strokeDasharray?: string;
  strokeOpacity?: number;
  /** Whether the line goes on over gaps. */
  isConnected?: boolean;
}

/** From the lowest to the highest value of each time. */
export interface PlotBand {
  id: string;
  color: string;
  opacity: number;
  rows: readonly { ms: number; band: readonly [number, number] | null }[];
}

export interface PlotLinesProps {
  frame: PlotFrame;
  lines: PlotLine[];
  bands: PlotBand[];
}

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

/** The bands and lines of a plot, each one path of SVG, cut at the edges of the plot. */
export function LinePaths({ frame, lines, bands }: PlotLinesProps) {
  const clipId = useId();
  return (
    <g clipPath={`url(#${clipId})`}>
      <clipPath id={clipId}>
        <rect x={frame.left} y={plotTop} width={plotWidth(frame)} height={plotHeight(frame)} />
      </clipPath>
      {bands.map((band) => (
        <path key={band.id} d={bandPath(frame, band)} fill={band.color} fillOpacity={band.opacity} />
      ))}
      {lines.map((line) => (
        <path
          key={line.id}
          className="plot-line"
          d={linePath(frame, line)}
          fill="none"
          stroke={line.color}
          strokeWidth={line.strokeWidth ?? 1.25}
          {...(line.strokeDasharray && { strokeDasharray: line.strokeDasharray })}
          {...(line.strokeOpacity !== undefined && { strokeOpacity: line.strokeOpacity })}
        />
      ))}
    </g>
  );
}
