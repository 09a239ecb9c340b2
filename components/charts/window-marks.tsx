import { type PlotFrame, plotHeight, plotTop, plotX, plotY } from './chart-frame';
import type { ChartRow } from './chart-rows';
import { type ChartSpan, type ChartWindows, clipSpan } from './chart-windows';

interface WindowMarksProps {
  frame: PlotFrame;
  windows: ChartWindows;
}

const inPlot = (frame: PlotFrame, value: number) =>
  value >= frame.value.domain[0] && value <= frame.value.domain[1];

/**
 * Beneath the values: a wash over the reference, its mean, and the band of ordinary values as two lines that
 * run on to the right, since that is what later points are held against. A rule has a band and no reference:
 * it spans the whole chart.
 */
export function WindowMarks({ frame, windows }: WindowMarksProps) {
  const { reference, lower, upper } = windows;
  const [from, to] = frame.time.domain;
  const span = reference && clipSpan(reference.fromMs, reference.toMs, frame.time.domain);
  const startMs = Math.max(from, reference?.fromMs ?? from);
  const x = plotX(frame, startMs);
  const end = frame.width - frame.right;
  const lineAt = (value: number | null) =>
    value !== null && inPlot(frame, value) && startMs < to
      ? `M${x},${Math.round(plotY(frame, value)) + 0.5}H${end}`
      : '';
  return (
    <>
      {span && (
        <rect
          x={plotX(frame, span[0])}
          y={plotTop}
          width={Math.max(1, plotX(frame, span[1]) - plotX(frame, span[0]))}
          height={plotHeight(frame)}
          fill="var(--chart-reference)"
          fillOpacity={0.06}
        />
      )}
      <path
        d={`${lineAt(lower)}${lineAt(upper)}`}
        stroke="var(--chart-reference)"
        strokeOpacity={0.6}
        fill="none"
      />
      <path
        d={lineAt(reference?.mean ?? null)}
        stroke="var(--chart-reference)"
        strokeDasharray="5 4"
        fill="none"
      />
    </>
  );
}

/**
 * Values outside the band as of the reference's start, and single values that a line does not show; one path
 * each.
 */
export function PointMarks({ frame, rows, windows }: WindowMarksProps & { rows: ChartRow[] }) {
  const { reference, lower, upper } = windows;
  const startMs = reference?.fromMs ?? Number.NEGATIVE_INFINITY;
  const [from, to] = frame.time.domain;
  let dots = '';
  let outside = '';
  for (const { ms, value, band, hasDot } of rows) {
    if (value === null || ms < from || ms > to) continue;
    const dotAt = (at: number) => `M${plotX(frame, ms).toFixed(1)},${plotY(frame, at).toFixed(1)}h0`;
    const low = band?.[0] ?? value;
    const high = band?.[1] ?? value;
    const isBelow = lower !== null && low < lower;
    const isAbove = upper !== null && high > upper;
    if (ms >= startMs && isBelow && inPlot(frame, low)) outside += dotAt(low);
    if (ms >= startMs && isAbove && inPlot(frame, high) && (high !== low || !isBelow)) outside += dotAt(high);
    if (hasDot && !isBelow && !isAbove) dots += dotAt(value);
  }
  return (
    <>
      <path d={dots} stroke="var(--chart-value)" strokeWidth={4.5} strokeLinecap="round" />
      <path data-mark="outside" d={outside} stroke="var(--drift)" strokeWidth={4} strokeLinecap="round" />
    </>
  );
}

const bracketHeight = 16;
const pixelsPerLetter = 6;

interface BracketProps {
  frame: PlotFrame;
  span: ChartSpan;
  color: string;
  name: string;
  /** The current window is a bar, the reference a bracket. */
  isBar: boolean;
}

function Bracket({ frame, span, color, name, isBar }: BracketProps) {
  const shown = clipSpan(span.fromMs, span.toMs, frame.time.domain);
  if (!shown) return null;
  const [x1, x2] = [plotX(frame, shown[0]), Math.max(plotX(frame, shown[1]), plotX(frame, shown[0]) + 2)];
  const middle = (x1 + x2) / 2;
  const half = (name.length * pixelsPerLetter) / 2;
  const textX = Math.min(frame.width - half, Math.max(half, middle));
  return (
    <>
      <path
        d={isBar ? `M${x1},1.5H${x2}` : `M${x1},0v4H${x2}v-4`}
        stroke={color}
        strokeWidth={isBar ? 3 : 1}
        fill="none"
      />
      <text x={textX} y={14} textAnchor="middle" fontSize={10} fill={color}>
        {name}
      </text>
    </>
  );
}

/** Under the axis of time: which stretch is the reference, and which is held against it now. */
export function WindowBrackets({ frame, windows }: WindowMarksProps) {
  const { reference, current } = windows;
  const isShown = (span: ChartSpan | null) =>
    span !== null && clipSpan(span.fromMs, span.toMs, frame.time.domain) !== null;
  if (!isShown(reference) && !isShown(current)) return null;
  return (
    <svg aria-hidden="true" width={frame.width} height={bracketHeight} className="block">
      {reference && (
        <Bracket
          frame={frame}
          span={reference}
          color="var(--chart-reference)"
          name="reference"
          isBar={false}
        />
      )}
      {current && <Bracket frame={frame} span={current} color="var(--chart-current)" name="now" isBar />}
    </svg>
  );
}
