import type pg from 'pg';
import type { Transaction } from './client';

/** Runs one statement; float8 and int4 come back as numbers, timestamptz as Date. */
export type SqlRunner = <Row>(text: string, values: unknown[]) => Promise<Row[]>;

/** Over Prisma: a transaction of its client, or the client itself. */
export function prismaRunner(tx: Transaction): SqlRunner {
  return <Row>(text: string, values: unknown[]) => tx.$queryRawUnsafe<Row[]>(text, ...values);
}

/** One name per text, so that each connection parses a statement once. */
const statementNames = new Map<string, string>();

function nameOf(text: string): string {
  const known = statementNames.get(text);
  if (known) return known;
  const name = `driftwatch_${statementNames.size}`;
  statementNames.set(text, name);
  return name;
}

/** Over a connection of the driver, with prepared statements: `text` must be one of a fixed few. */
export function pgRunner(client: Pick<pg.ClientBase, 'query'>): SqlRunner {
  return async <Row>(text: string, values: unknown[]) => {
    const { rows } = await client.query({ name: nameOf(text), text, values });
    return rows as Row[];
  };
}
