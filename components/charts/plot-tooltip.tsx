import { type PlotFrame, plotTop } from './chart-frame';

/** One line of what stands at the cursor. */
export interface CursorFact {
  name: string;
  text: string;
  /** Of the line that it belongs to. */
  color?: string | undefined;
}

/** What a chart has at a time. */
export interface CursorReading {
  ms: number;
  /** The time, exactly. */
  title: string;
  facts: CursorFact[];
  /** Where the cursor meets the lines. */
  marks: { ms: number; value: number; color: string }[];
}

/** The same in words, for those who hear it. */
export function readingText({ title, facts }: CursorReading): string {
  return [title, ...facts.map(({ name, text }) => `${name} ${text}`)].join(', ');
}

interface PlotTooltipProps {
  reading: CursorReading;
  /** Pixel of the cursor, from the left edge of the panel. */
  x: number;
  frame: PlotFrame;
  /** Of the chart under the pointer; the others only say their first value. */
  isFull: boolean;
}

/** Beside the cursor, on the side that has more room. */
export function PlotTooltip({ reading, x, frame, isFull }: PlotTooltipProps) {
  const isRight = x < frame.left + (frame.width - frame.left - frame.right) / 2;
  const style = {
    top: plotTop,
    ...(isRight ? { left: x + 10 } : { right: frame.width - x + 10 }),
  };
  const [first] = reading.facts;
  if (!isFull) {
    if (reading.facts.length !== 1 && reading.marks.length !== 1) return null;
    return first ? (
      <div
        className="pointer-events-none absolute z-10 rounded bg-surface/90 px-1 font-mono text-xs"
        style={style}
      >
        {first.text}
      </div>
    ) : null;
  }
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute z-20 w-max max-w-[min(20rem,70vw)] rounded-md border border-line bg-surface px-2.5 py-2 text-xs shadow-lg"
      style={style}
    >
      <p className="mb-1 font-medium whitespace-nowrap">{reading.title}</p>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5">
        {reading.facts.map(({ name, text, color }) => (
          <div key={name} className="contents">
            <dt className="flex min-w-0 items-center gap-1.5 text-ink-3">
              {color && (
                <span className="h-0.5 w-2.5 shrink-0 rounded-full" style={{ backgroundColor: color }} />
              )}
              <span className="truncate">{name}</span>
            </dt>
            <dd className="text-right font-mono">{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
