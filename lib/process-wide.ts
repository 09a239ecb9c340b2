/**
 * What must exist once in a process: pools, the pipeline, counters, budgets. A module is not enough for that.
 * The server has `lib` in its bundle, Next bundles it once more for its routes, and in development it loads
 * changed modules anew, so each copy of a module has its own variables. `globalThis` is the one place they
 * share, and this file is the one that uses it.
 */
const key = Symbol.for('driftwatch.process-wide');
const holder = globalThis as typeof globalThis & { [key]?: Map<string, unknown> };
holder[key] ??= new Map();
const values: Map<string, unknown> = holder[key];

/** A value that all copies of a module share. */
export interface ProcessWide<Value> {
  /** Returns the value; creates it if there is none. */
  get(): Value;
  /** Returns the value, or undefined if there is none. */
  peek(): Value | undefined;
  /** Removes and returns the value; the next `get` creates another one. */
  take(): Value | undefined;
}

/**
 * @param name the same in every copy of the calling module, and used nowhere else.
 * @param create is called once, by the first `get`.
 */
export function processWide<Value>(name: string, create: () => Value): ProcessWide<Value> {
  return {
    get() {
      if (!values.has(name)) values.set(name, create());
      return values.get(name) as Value;
    },
    peek: () => values.get(name) as Value | undefined,
    take() {
      const value = values.get(name) as Value | undefined;
      values.delete(name);
      return value;
    },
  };
}
