import { type Action, appActions, type ModelAction, modelActions } from '../schemas/actions';
import type { Access, KeyScope, Role } from '../schemas/roles';
import { matchesPattern } from './matches-pattern';

const everything: readonly Action[] = [...modelActions, ...appActions];

const ofRole: Record<Role, readonly Action[]> = {
  viewer: ['see'],
  operator: [
    'see',
    'post_points',
    'annotate',
    'manage_detectors',
    'manage_incidents',
    'request_jobs',
    'delete_data',
    'manage_metrics',
    'manage_views',
    'manage_sample',
    'see_operations',
    'see_audit',
  ],
  approver: ['see', 'annotate', 'decide_jobs', 'report_jobs', 'see_audit'],
  admin: everything,
};

const ofScope: Record<KeyScope, readonly Action[]> = {
  ingest: ['post_points', 'annotate'],
  read: ['see', 'see_operations'],
  jobs: ['see', 'report_jobs'],
  admin: everything,
};

const isModelAction = (action: Action): action is ModelAction =>
  (modelActions as readonly Action[]).includes(action);

interface RoleOnModels {
  role: Role;
  modelPattern: string;
}

/** What a user may do: the actions of the role everywhere, and those of each grant on its models. */
export function accessOfUser(role: Role | null, grants: readonly RoleOnModels[]): Access {
  return {
    everywhere: role === null ? [] : [...ofRole[role]],
    on: grants.map((grant) => ({
      model_pattern: grant.modelPattern,
      actions: ofRole[grant.role].filter(isModelAction),
    })),
  };
}

/** What a key may do. With a pattern, only the actions of its scope on models, and on those that match. */
export function accessOfKey(scope: KeyScope, modelPattern: string | null): Access {
  const actions = [...ofScope[scope]];
  if (modelPattern === null) return { everywhere: actions, on: [] };
  return { everywhere: [], on: [{ model_pattern: modelPattern, actions: actions.filter(isModelAction) }] };
}

/** Returns whether the action is allowed on at least some models, or in the app. */
export function mayAnywhere({ everywhere, on }: Access, action: Action): boolean {
  return everywhere.includes(action) || on.some(({ actions }) => actions.includes(action));
}

/** Returns whether the action is allowed in the app and on all models. */
export function mayEverywhere({ everywhere }: Access, action: Action): boolean {
  return everywhere.includes(action);
}

/** Returns whether the action is allowed on a model. */
export function mayOn({ everywhere, on }: Access, action: ModelAction, modelId: string): boolean {
  return (
    everywhere.includes(action) ||
    on.some(
      ({ model_pattern, actions }) => actions.includes(action) && matchesPattern(model_pattern, modelId),
    )
  );
}

/**
 * Returns whether the action is allowed on every model that a detector's pattern can match: one grant has to
 * cover it. A grant does so if it matches the text of the pattern, since its `*` matches any text and its
 * other characters only themselves; `?` is refused in grants.
 */
export function mayOnPattern({ everywhere, on }: Access, action: ModelAction, pattern: string): boolean {
  return (
    everywhere.includes(action) ||
    on.some(
      ({ model_pattern, actions }) => actions.includes(action) && matchesPattern(model_pattern, pattern),
    )
  );
}

/** The patterns of the models on which an action is allowed; null: all models. */
export function patternsFor({ everywhere, on }: Access, action: ModelAction): string[] | null {
  if (everywhere.includes(action)) return null;
  return on.filter(({ actions }) => actions.includes(action)).map(({ model_pattern }) => model_pattern);
}

const words: Record<Action, string> = {
  see: 'see this',
  post_points: 'post points',
  annotate: 'annotate models',
  manage_detectors: 'change detectors',
  manage_incidents: 'decide about incidents',
  request_jobs: 'request a retrain',
  decide_jobs: 'approve or cancel jobs',
  report_jobs: 'take and report jobs',
  delete_data: 'delete data',
  manage_metrics: 'change metrics',
  manage_views: 'save or delete views',
  manage_sample: 'load or remove the sample',
  see_operations: 'see how the app is doing',
  see_audit: 'see the audit trail',
  manage_users: 'manage users',
  manage_keys: 'manage keys',
  manage_settings: 'change settings',
};

const rolesWith = (action: Action) =>
  (Object.keys(ofRole) as Role[]).filter((role) => ofRole[role].includes(action));

/**
 * Why an action is refused: `you may not annotate models (fraud-eu); the role operator, approver or admin may`.
 */
export function refusalOf(action: Action, model?: string): string {
  const roles = rolesWith(action);
  const list = roles.length > 1 ? `${roles.slice(0, -1).join(', ')} or ${roles.at(-1)}` : roles[0];
  return `you may not ${words[action]}${model === undefined ? '' : ` (${model})`}; the role ${list} may`;
}
