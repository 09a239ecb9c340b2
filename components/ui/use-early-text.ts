'use client';

import { useEffect, useRef } from 'react';

/**
 * Takes over what was typed, or filled in by the browser, before React ran; the next render would wipe it.
 *
 * @param take is called once, with the fields of the form
 * @returns the ref of the form
 */
export function useEarlyText(take: (fields: FormData) => void) {
  const form = useRef<HTMLFormElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: later the state is right
  useEffect(() => {
    if (form.current) take(new FormData(form.current));
  }, []);
  return form;
}
