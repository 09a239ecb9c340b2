import type { z } from 'zod';
import { type Database, database } from '../db/client';
import { DriftwatchError, invalidInput } from '../errors';

/**
 * The caller. Until there are users, everyone who reaches the app is the one `operator`; the app itself acts
 * as `system`.
 */
export interface Actor {
  kind: 'person' | 'system';
  name: string;
}

export const operator: Actor = { kind: 'person', name: 'operator' };
export const system: Actor = { kind: 'system', name: 'system' };

/** The argument of every service verb. `db` and `now` default to those of the app. */
export interface ServiceCall<Input> {
  actor: Actor;
  input: Input;
  db?: Database;
  now?: Date;
}

/** Returns the call with its defaults filled in. */
export function withDefaults<Input>(call: ServiceCall<Input>): Required<ServiceCall<Input>> {
  const purpose = call.actor.kind === 'system' ? 'background' : 'request';
  return {
    db: call.db ?? database(purpose),
    now: call.now ?? new Date(),
    actor: call.actor,
    input: call.input,
  };
}

/** Decisions are made by people: the app never approves its own jobs. */
export function requirePerson(actor: Actor, action: string) {
  if (actor.kind === 'person') return;
  throw new DriftwatchError('FORBIDDEN', `${actor.name} may not ${action}; a person decides this`);
}

/** The output of a schema for JSON, in which a field may be missing but never undefined. */
type OfJson<Output> = { [Field in keyof Output]: Exclude<Output[Field], undefined> };

/** Parses JSON input against a schema; the error names every wrong field. */
export function parseInput<Output>(schema: z.ZodType<Output>, input: unknown, what: string): OfJson<Output> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (!parsed.success) throw invalidInput(parsed.error.issues, `${what} is not valid`);
  return parsed.data as OfJson<Output>;
}
