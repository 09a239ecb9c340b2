'use client';

import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { type CursorStore, createCursorStore } from './chart-cursor';

/** A stretch of time that a person has chosen, in epoch milliseconds. */
export interface TimeSpan {
  fromMs: number;
  toMs: number;
}

export type ComparedWindow = 'a' | 'b';

/** What the charts of one page do together. */
export interface ChartGroup {
  cursor: CursorStore;
  /** Shows the stretch that was dragged over; without it, dragging does nothing. */
  onZoom?: ((span: TimeSpan) => void) | undefined;
  /** Goes back to the range before the zoom. */
  onZoomOut?: (() => void) | undefined;
  /** The windows that are compared, drawn in every chart. */
  windows: Partial<Record<ComparedWindow, TimeSpan | null>>;
  /** Takes the stretch that was dragged over, with Shift or after a button was pressed, as a window. */
  onWindow?: ((span: TimeSpan) => void) | undefined;
  /** Whether the next drag selects a window without Shift. */
  isSelecting: boolean;
}

const ChartGroupContext = createContext<ChartGroup | null>(null);

interface ChartGroupProviderProps extends Partial<Omit<ChartGroup, 'cursor'>> {
  children: ReactNode;
}

export function ChartGroupProvider({ children, ...given }: ChartGroupProviderProps) {
  const { onZoom, onZoomOut, windows, onWindow, isSelecting = false } = given;
  const [cursor] = useState(createCursorStore);
  const group = useMemo(
    () => ({ cursor, onZoom, onZoomOut, windows: windows ?? {}, onWindow, isSelecting }),
    [cursor, onZoom, onZoomOut, windows, onWindow, isSelecting],
  );
  return <ChartGroupContext value={group}>{children}</ChartGroupContext>;
}

/** The group that a chart is in; a chart on its own has one to itself. */
export function useChartGroup(): ChartGroup {
  const [own] = useState<ChartGroup>(() => ({
    cursor: createCursorStore(),
    windows: {},
    isSelecting: false,
  }));
  return useContext(ChartGroupContext) ?? own;
}
