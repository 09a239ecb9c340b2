import { mayAnywhere, mayOn, mayOnPattern, refusalOf } from '@/lib/policy/access';
import type { Action, ModelAction } from '@/lib/schemas/actions';
import type { Access } from '@/lib/schemas/roles';

/** Models that an action is about: one by its id, or all that a detector's pattern can match. */
export type OnModels = { model: string } | { pattern: string };

function may(access: Access, action: Action, on: OnModels | undefined): boolean {
  if (on === undefined) return mayAnywhere(access, action);
  return 'model' in on
    ? mayOn(access, action as ModelAction, on.model)
    : mayOnPattern(access, action as ModelAction, on.pattern);
}

/**
 * Why somebody may not do something, as a sentence; undefined if they may. Without models it is about an
 * action of the app, or about one that is possible on at least some models.
 */
export function refusalFor(access: Access, action: Action, on?: OnModels): string | undefined {
  if (may(access, action, on)) return undefined;
  const reason = refusalOf(action, on === undefined ? undefined : 'model' in on ? on.model : on.pattern);
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}
