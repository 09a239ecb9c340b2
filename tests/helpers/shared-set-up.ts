interface Shared<Value> {
  made: Promise<{ value: Value; remove: () => Promise<void> }>;
  users: number;
}

/** Each project of vitest.config.ts loads its own copy of the set-up files, all in one process. */
const everywhere = globalThis as { sharedSetUps?: Map<string, Shared<unknown>> };

/**
 * Makes what several projects use once: the first to ask makes it, and the last to end removes it.
 *
 * @returns the value, and what a set-up returns as its teardown
 */
export async function sharedSetUp<Value>(
  name: string,
  make: () => Promise<{ value: Value; remove: () => Promise<void> }>,
) {
  everywhere.sharedSetUps ??= new Map();
  const known = everywhere.sharedSetUps as Map<string, Shared<Value>>;
  const shared = known.get(name) ?? { made: make(), users: 0 };
  known.set(name, shared);
  shared.users += 1;
  const { value, remove } = await shared.made;
  return {
    value,
    async tearDown() {
      shared.users -= 1;
      if (shared.users > 0) return;
      known.delete(name);
      await remove();
    },
  };
}
