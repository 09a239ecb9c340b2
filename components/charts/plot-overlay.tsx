'use client';

import { type KeyboardEvent, type PointerEvent, useId, useRef, useState, useSyncExternalStore } from 'react';
import { msAtX, type PlotFrame, plotHeight, plotTop, plotWidth, plotX, plotY } from './chart-frame';
import { type ComparedWindow, type TimeSpan, useChartGroup } from './chart-group';
import { clipSpan } from './chart-windows';
import { nearestIndex } from './nearest';
import { type CursorReading, PlotTooltip, readingText } from './plot-tooltip';

interface PlotOverlayProps {
  frame: PlotFrame;
  /** Where the cursor can stand, rising. */
  times: readonly number[];
  /** What there is to say at one of them, or nearby when another chart moves the cursor. */
  readAt: (ms: number) => CursorReading | null;
  /** Names the chart, with its labels. */
  label: string;
  /** Id of the sentence that says what the chart shows. */
  describedBy: string;
}

/** Less is a click that trembled. */
const minDragPixels = 5;
const pageOfPoints = 10;

/** A stretch that is being dragged, in pixels of the panel. */
interface Drag {
  startX: number;
  x: number;
  isWindow: boolean;
}

const windowNames: Record<ComparedWindow, string> = { a: 'A', b: 'B' };

function Stretch({ frame, span, name }: { frame: PlotFrame; span: TimeSpan; name: string }) {
  const shown = clipSpan(span.fromMs, span.toMs, frame.time.domain);
  if (!shown) return null;
  const x = plotX(frame, shown[0]);
  return (
    <div
      className="pointer-events-none absolute border-x border-tide bg-tide/10"
      style={{
        left: x,
        width: Math.max(1, plotX(frame, shown[1]) - x),
        top: plotTop,
        height: plotHeight(frame),
      }}
    >
      <span className="absolute top-0 left-0 rounded-br bg-tide px-1 text-[11px] leading-4 font-semibold text-on-tide">
        {name}
      </span>
    </div>
  );
}

/**
 * What lies over a plot: the cursor that all charts of the page share, dragging to zoom or to select a
 * window, and the arrow keys. The chart beneath is not drawn again by any of it.
 */
export function PlotOverlay({ frame, times, readAt, label, describedBy }: PlotOverlayProps) {
  const ownerId = useId();
  const group = useChartGroup();
  const cursor = useSyncExternalStore(group.cursor.subscribe, group.cursor.get, () => null);
  const surface = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [spoken, setSpoken] = useState('');

  const isOwner = cursor?.ownerId === ownerId;
  const [from, to] = frame.time.domain;
  const isInside = cursor !== null && cursor.ms >= from && cursor.ms <= to;
  const reading = isInside ? readAt(cursor.ms) : null;
  const index = isOwner ? Math.max(0, nearestIndex(times, cursor.ms)) : 0;

  const xOf = (event: PointerEvent) =>
    event.clientX - (surface.current?.getBoundingClientRect().left ?? 0) + frame.left;
  const moveTo = (ms: number) => {
    const nearest = times[nearestIndex(times, ms)];
    group.cursor.set(nearest === undefined ? null : { ms: nearest, ownerId });
  };

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    const isWindow = event.shiftKey || group.isSelecting;
    const canDrag = isWindow ? group.onWindow : group.onZoom;
    moveTo(msAtX(frame, xOf(event)));
    if (!canDrag) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ startX: xOf(event), x: xOf(event), isWindow });
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const x = xOf(event);
    if (drag) setDrag({ ...drag, x });
    moveTo(msAtX(frame, x));
  };
  const onPointerUp = () => {
    setDrag(null);
    if (!drag || Math.abs(drag.x - drag.startX) < minDragPixels) return;
    const ends = [msAtX(frame, drag.startX), msAtX(frame, drag.x)].sort((a, b) => a - b);
    const span = { fromMs: Math.round(ends[0] ?? from), toMs: Math.round(ends[1] ?? to) };
    if (drag.isWindow) group.onWindow?.(span);
    else group.onZoom?.(span);
  };

  const goTo = (nextIndex: number) => {
    const ms = times[Math.min(times.length - 1, Math.max(0, nextIndex))];
    if (ms === undefined) return;
    group.cursor.set({ ms, ownerId });
    const there = readAt(ms);
    setSpoken(there ? readingText(there) : '');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const start = isOwner ? index : times.length;
    const goals: Record<string, number> = {
      ArrowLeft: start - (event.shiftKey ? pageOfPoints : 1),
      ArrowRight: start + (event.shiftKey ? pageOfPoints : 1),
      PageUp: start - pageOfPoints,
      PageDown: start + pageOfPoints,
      Home: 0,
      End: times.length - 1,
    };
    const goal = goals[event.key];
    if (goal !== undefined) {
      event.preventDefault();
      goTo(goal);
    } else if (event.key === 'Escape' && (isOwner || drag)) {
      setDrag(null);
      group.cursor.set(null);
    }
  };

  return (
    <>
      {(Object.keys(windowNames) as ComparedWindow[]).map((which) => {
        const span = group.windows[which];
        return span && <Stretch key={which} frame={frame} span={span} name={windowNames[which]} />;
      })}
      <div
        ref={surface}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-describedby={describedBy}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, times.length - 1)}
        aria-valuenow={index}
        aria-valuetext={isOwner && reading ? reading.title : 'no point chosen'}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => setDrag(null)}
        onPointerLeave={() => isOwner && group.cursor.set(null)}
        onDoubleClick={() => group.onZoomOut?.()}
        onBlur={() => isOwner && group.cursor.set(null)}
        onKeyDown={onKeyDown}
        className="absolute touch-pan-y cursor-crosshair rounded-sm select-none"
        style={{ left: frame.left, width: plotWidth(frame), top: plotTop, height: plotHeight(frame) }}
      />
      {drag && (
        <div
          className="pointer-events-none absolute border-x border-ink-3 bg-ink-3/15"
          style={{
            left: Math.max(frame.left, Math.min(drag.startX, drag.x)),
            width: Math.abs(Math.min(drag.x, frame.width - frame.right) - Math.max(frame.left, drag.startX)),
            top: plotTop,
            height: plotHeight(frame),
          }}
        />
      )}
      {isInside && (
        <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full overflow-visible">
          <path
            d={`M${Math.round(plotX(frame, cursor.ms)) + 0.5},${plotTop}v${plotHeight(frame)}`}
            stroke="var(--ink-3)"
            strokeDasharray="2 2"
          />
          {reading?.marks.map(({ value, ms, color }) => (
            <circle
              key={`${color} ${value}`}
              cx={plotX(frame, ms)}
              cy={plotY(frame, value)}
              r={3.5}
              fill={color}
              stroke="var(--surface)"
            />
          ))}
        </svg>
      )}
      {reading && !drag && (
        <PlotTooltip reading={reading} x={plotX(frame, reading.ms)} frame={frame} isFull={isOwner} />
      )}
      <p aria-live="polite" className="sr-only">
        {spoken}
      </p>
    </>
  );
}
