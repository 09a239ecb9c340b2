'use client';

import { type RefObject, useEffect, useState } from 'react';

interface NearFrame {
  isNear: boolean;
  /** Pixels that the element was high when it left the screen; to be kept free while it is not drawn. */
  height: number | undefined;
}

/** Whether an element is on the screen or nearly, for what is drawn only while it is. */
export function useNearFrame(element: RefObject<HTMLElement | null>): NearFrame {
  const [frame, setFrame] = useState<NearFrame>({ isNear: false, height: undefined });
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        if (!entry) return;
        const isNear = entry.isIntersecting;
        setFrame((held) =>
          held.isNear && !isNear
            ? { isNear, height: entry.boundingClientRect.height }
            : { isNear, height: held.height },
        );
      },
      { rootMargin: '400px' },
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return frame;
}

/** Whether an element is on the screen or nearly, for what is loaded only when it is seen. */
export function useNearViewport(element: RefObject<HTMLElement | null>): boolean {
  return useNearFrame(element).isNear;
}
