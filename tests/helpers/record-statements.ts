import pg from 'pg';

/** Keeps the texts of the statements that this process sends to PostgreSQL, by whichever client, until `stop`. */
export function recordStatements() {
  const { prototype } = pg.Client;
  const original = prototype.query;
  const texts: string[] = [];
  prototype.query = function record(this: pg.Client, ...args: unknown[]) {
    const [first] = args;
    texts.push(typeof first === 'string' ? first : String((first as { text?: unknown } | undefined)?.text));
    return Reflect.apply(original, this, args);
  } as typeof original;
  return {
    /** Returns the texts since the last call. */
    take: () => texts.splice(0),
    stop() {
      prototype.query = original;
    },
  };
}
