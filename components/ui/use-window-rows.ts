'use client';

import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from 'react';

/** Rows beyond the edges that are drawn all the same, so that scrolling and Tab find them. */
const overscan = 12;
/** Height of the window where nothing can be measured, on the server, in pixels. */
const serverHeight = 1000;
/** What may cover the edges of the window: sticky headings above, the bar of a phone beneath. */
const coveredTop = 90;
const coveredBottom = 72;

const useBrowserLayoutEffect = typeof window === 'undefined' ? useEffect : useLayoutEffect;

/**
 * The last row that begins at or before `y`; `tops` are the tops of all rows and the end of the last,
 * ascending.
 */
export function rowAt(tops: Float64Array, y: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Which rows are between two heights, with those around them; `end` is not among them. */
export function rowsBetween(tops: Float64Array, from: number, to: number): { first: number; end: number } {
  const count = tops.length - 1;
  if (count <= 0) return { first: 0, end: 0 };
  return {
    first: Math.max(0, rowAt(tops, from) - overscan),
    end: Math.min(count, rowAt(tops, to) + 1 + overscan),
  };
}

/**
 * Which rows of a long list are to be drawn while the window scrolls. The heights are known, so a few lines
 * do what a library of virtual lists needs ten kilobytes for.
 *
 * @param list what holds the rows.
 * @param tops the top of each row within it, and the end of the last one, in pixels, ascending.
 */
export function useWindowRows(list: RefObject<HTMLElement | null>, tops: Float64Array) {
  const [range, setRange] = useState(() => rowsBetween(tops, 0, serverHeight));
  const measure = useCallback(() => {
    const top = list.current?.getBoundingClientRect().top;
    if (top === undefined) return;
    const next = rowsBetween(tops, -top, window.innerHeight - top);
    setRange((held) => (held.first === next.first && held.end === next.end ? held : next));
  }, [list, tops]);
  useBrowserLayoutEffect(measure, [measure]);
  useEffect(() => {
    let frame = 0;
    const onMove = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        measure();
      });
    };
    window.addEventListener('scroll', onMove, { passive: true });
    window.addEventListener('resize', onMove, { passive: true });
    return () => {
      window.removeEventListener('scroll', onMove);
      window.removeEventListener('resize', onMove);
      cancelAnimationFrame(frame);
    };
  }, [measure]);

  /** Scrolls as little as is needed to have the row in view. */
  const reveal = useCallback(
    (index: number) => {
      const listTop = list.current?.getBoundingClientRect().top ?? 0;
      const top = listTop + (tops[index] ?? 0);
      const bottom = listTop + (tops[index + 1] ?? 0);
      if (top < coveredTop) window.scrollBy({ top: top - coveredTop });
      else if (bottom > window.innerHeight - coveredBottom)
        window.scrollBy({ top: bottom - window.innerHeight + coveredBottom });
    },
    [list, tops],
  );

  const count = tops.length - 1;
  const end = Math.min(range.end, count);
  const first = Math.min(range.first, end);
  return {
    first,
    end,
    /** Heights of what is not drawn, before and after. */
    before: tops[first] ?? 0,
    after: (tops[count] ?? 0) - (tops[end] ?? 0),
    reveal,
  };
}
