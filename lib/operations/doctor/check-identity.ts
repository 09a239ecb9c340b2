import type { IdentityFigures } from '../../db/sql/identity-figures';
import { countOf, type Finding } from './finding';

type Named = IdentityFigures['idleKeys'];

const listOf = ({ count, names }: Named) =>
  count > names.length ? `${names.join(', ')} and others` : names.join(', ');

/** Checks who can sign in, and which keys are about. */
export function checkIdentity(figures: IdentityFigures): Finding[] {
  const { admins, passwordOnlyAdmins, idleKeys, expiringKeys } = figures;
  const found: Finding[] = [];
  if (admins === 0) {
    found.push({
      severity: 'warning',
      what: 'there is no admin yet',
      why: 'until there is one, only this machine can reach the app, and nobody can invite others',
      remedy: 'open the set-up link that npm start prints, or run npm run admin -- --email ADDRESS',
    });
  }
  if (passwordOnlyAdmins.count > 0) {
    found.push({
      severity: 'warning',
      what: `${countOf(passwordOnlyAdmins.count, 'admin signs', 'admins sign')} in with a password only: ${listOf(passwordOnlyAdmins)}`,
      why: 'whoever learns that password manages users, keys and settings',
      remedy: 'let each of them set up a second factor on the page /account',
    });
  }
  if (idleKeys.count > 0) {
    found.push({
      severity: 'warning',
      what: `${countOf(idleKeys.count, 'key has', 'keys have')} not been used for 30 days: ${listOf(idleKeys)}`,
      why: 'a key that nobody needs can still be stolen',
      remedy: 'revoke it on the page /settings/keys if its application is gone',
    });
  }
  if (expiringKeys.count > 0) {
    found.push({
      severity: 'warning',
      what: `${countOf(expiringKeys.count, 'key expires', 'keys expire')} within 14 days: ${listOf(expiringKeys)}`,
      why: 'its application is then refused with 401',
      remedy: 'rotate it on the page /settings/keys, and give the application the new one',
    });
  }
  return found;
}
