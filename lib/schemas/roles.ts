import { z } from 'zod';
import { appActions, modelActions } from './actions';

export type { Action, AppAction, ModelAction } from './actions';

/** What a user may be, from the one who only sees to the one who manages users, keys and settings. */
export const roleSchema = z.enum(['viewer', 'operator', 'approver', 'admin']);
export type Role = z.infer<typeof roleSchema>;

/** A role for some models. Admins manage the whole app, so nobody is admin of some models. */
export const grantRoleSchema = roleSchema.exclude(['admin']);

/** What a key is for. */
export const keyScopeSchema = z.enum(['ingest', 'read', 'jobs', 'admin']);
export type KeyScope = z.infer<typeof keyScopeSchema>;

export const actionSchema = z.enum([...modelActions, ...appActions]);

/**
 * Everything that a caller may do. `everywhere` holds for the app and all models, each of `on` only for the
 * models that match its pattern, in which `*` stands for any number of characters.
 */
export const accessSchema = z.object({
  everywhere: z.array(actionSchema),
  on: z.array(z.object({ model_pattern: z.string(), actions: z.array(actionSchema) })),
});
export type Access = z.infer<typeof accessSchema>;
