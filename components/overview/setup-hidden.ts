import { useSyncExternalStore } from 'react';

/** Whether this browser is to leave the first steps out, once there is a model to look at. */
const storageKey = 'driftwatch-setup-hidden';
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function isHidden(): boolean {
  try {
    return localStorage.getItem(storageKey) === 'yes';
  } catch {
    return false;
  }
}

export function hideSetup() {
  try {
    localStorage.setItem(storageKey, 'yes');
  } catch {
    // Where nothing may be stored they stay.
  }
  for (const listener of listeners) listener();
}

/** The server cannot know, and leaves them out. */
export const useSetupHidden = () => useSyncExternalStore(subscribe, isHidden, () => true);
