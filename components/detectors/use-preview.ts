'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { PreviewProgress } from '@/lib/schemas/preview';
import { firedRequest, meaningRequest, type PreviewAsk } from './preview-request';
import { previewQuery } from './queries';

/** Long enough for the next letter, too short to be waited for. */
const typingMs = 250;

/** A value once it has stood still for a while; null is passed over, so that the last good one stays. */
function useSettled<Value>(value: Value | null): Value | null {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const next = JSON.parse(text) as Value | null;
    if (next === null) return;
    const timer = setTimeout(
      () => setSettled((held) => (JSON.stringify(held) === text ? held : next)),
      typingMs,
    );
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/**
 * What the detector of the form would do, asked for as one types.
 * @param ask Null while the form cannot be asked about: what was found last stays, dimmed.
 * @param shifts Changes to look for, in the metric's unit; null: some that fit the noise.
 */
export function usePreview(ask: PreviewAsk | null, shifts: number[] | null) {
  const settled = useSettled(ask);
  const settledShifts = useSettled({ shifts })?.shifts ?? null;
  const [progress, setProgress] = useState<PreviewProgress | null>(null);
  const fired = useQuery(previewQuery(settled && firedRequest(settled), setProgress));
  const isCurrent =
    ask !== null &&
    JSON.stringify(ask) === JSON.stringify(settled) &&
    fired.data !== undefined &&
    !fired.isPlaceholderData;
  const params = fired.isPlaceholderData ? undefined : fired.data?.params;
  const meaning = useQuery(
    previewQuery(settled && params ? meaningRequest(settled, params, settledShifts) : null),
  );
  return {
    fired: fired.data,
    meaning: meaning.data,
    /** Whether what was found is of the form as it is now. */
    isCurrent,
    isMeaningCurrent: isCurrent && meaning.data !== undefined && !meaning.isPlaceholderData,
    error: fired.error ?? meaning.error,
    progress: fired.isFetching ? progress : null,
    isFetching: fired.isFetching,
    retry: () => void (fired.error ? fired.refetch() : meaning.refetch()),
  };
}
