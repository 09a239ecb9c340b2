/** Where the cursor of a group of charts stands, and in which of them it is moved. */
export interface CursorState {
  ms: number;
  ownerId: string;
}

/** Outside of React's state: a moving cursor draws a line and a few numbers anew, never a chart. */
export interface CursorStore {
  get: () => CursorState | null;
  set: (state: CursorState | null) => void;
  subscribe: (onChange: () => void) => () => void;
}

export function createCursorStore(): CursorStore {
  let current: CursorState | null = null;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set: (state) => {
      if (state?.ms === current?.ms && state?.ownerId === current?.ownerId) return;
      current = state;
      for (const listener of listeners) listener();
    },
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
  };
}
