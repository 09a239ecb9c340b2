import type { SignInOptions } from '../../schemas/identity';
import { type ServiceCall, withDefaults } from '../call';
import { loadSetting } from '../settings/load-setting';
import { hasAdmin } from './has-admin';
import { sendsPasswordMails } from './request-password-link';

/** Returns what the page of the sign-in offers. */
export async function signInOptions(call: ServiceCall<Record<string, never>>): Promise<SignInOptions> {
  const { db } = withDefaults(call);
  const oidc = await loadSetting(db, 'oidc');
  return {
    needs_set_up: !(await hasAdmin(db)),
    provider: oidc && { button_label: oidc.value.button_label },
    sends_mail: await sendsPasswordMails(db),
  };
}
