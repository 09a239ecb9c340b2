import type { z } from 'zod';
import { type Database, database } from '../db/client';
import { DriftwatchError, invalidInput } from '../errors';
import {
  accessOfUser,
  mayAnywhere,
  mayEverywhere,
  mayOn,
  mayOnPattern,
  patternsFor,
  refusalOf,
} from '../policy/access';
import { patternsMeet } from '../policy/matches-pattern';
import type { Actor } from '../schemas/actor';
import type { Action, AppAction, ModelAction } from '../schemas/roles';

export type { Actor } from '../schemas/actor';

/** The app itself. It sees everything and decides nothing. */
export const system: Actor = {
  kind: 'system',
  name: 'system',
  access: { everywhere: ['see'], on: [] },
};

/** Everybody, until callers are known. */
export const operator: Actor = { kind: 'user', name: 'operator', access: accessOfUser('admin', []) };

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

/**
 * Refuses an actor who may not do something: on one model if there is one, else to the whole app or all
 * models.
 *
 * @throws FORBIDDEN
 */
export function requirePermission(actor: Actor, action: AppAction): void;
export function requirePermission(actor: Actor, action: ModelAction, modelId: string): void;
export function requirePermission({ access }: Actor, action: Action, modelId?: string) {
  const may =
    modelId === undefined ? mayEverywhere(access, action) : mayOn(access, action as ModelAction, modelId);
  if (!may) throw new DriftwatchError('FORBIDDEN', refusalOf(action, modelId));
}

/**
 * Refuses an actor who may not do something to every model that a pattern can match.
 *
 * @throws FORBIDDEN
 */
export function requirePermissionOnPattern({ access }: Actor, action: ModelAction, pattern: string) {
  if (!mayOnPattern(access, action, pattern))
    throw new DriftwatchError('FORBIDDEN', refusalOf(action, pattern));
}

/**
 * Refuses an actor who may not do something to any model. The routes' table says the same; this holds for
 * everybody who calls the verb.
 *
 * @throws FORBIDDEN
 */
export function requirePermissionSomewhere({ access }: Actor, action: Action) {
  if (!mayAnywhere(access, action)) throw new DriftwatchError('FORBIDDEN', refusalOf(action));
}

/** Returns whether an actor may see a model. What nobody may see is answered as if it did not exist. */
export function maySee({ access }: Actor, modelId: string): boolean {
  return mayOn(access, 'see', modelId);
}

/** Returns whether an actor may see all models, and with them what belongs to none. */
export function seesAll({ access }: Actor): boolean {
  return mayEverywhere(access, 'see');
}

/** Returns whether an actor may know of a detector: it can watch a model that he sees. */
export function maySeePattern({ access }: Actor, pattern: string): boolean {
  return (
    mayEverywhere(access, 'see') ||
    patternsFor(access, 'see')?.some((own) => patternsMeet(own, pattern)) === true
  );
}

/** The output of a schema for JSON, in which a field may be missing but never undefined. */
type OfJson<Output> = { [Field in keyof Output]: Exclude<Output[Field], undefined> };

/** Parses JSON input against a schema; the error names every wrong field. */
export function parseInput<Output>(schema: z.ZodType<Output>, input: unknown, what: string): OfJson<Output> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (!parsed.success) throw invalidInput(parsed.error.issues, `${what} is not valid`);
  return parsed.data as OfJson<Output>;
}
