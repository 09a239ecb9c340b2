/** Why signing in with the provider did not work, by the `error` that it, or this app, puts in the address. */
const words: Record<string, string> = {
  access_denied: 'The sign-in provider has refused, or you have cancelled.',
  login_required: 'The sign-in provider wants you to sign in there first.',
  temporarily_unavailable: 'The sign-in provider is not available at the moment. Try again in a minute.',
  server_error: 'The sign-in provider has failed. Try again in a minute.',
  sign_in_expired: 'The sign-in took too long, or began in another browser. Try again.',
  email_not_verified: 'The sign-in provider has not verified your e-mail address.',
  domain_not_allowed: 'People with an e-mail address of this domain may not sign in here.',
  no_role: 'You have no role here yet. Ask an admin of this installation.',
  user_disabled: 'Your user is disabled. Ask an admin of this installation.',
};

const mostShown = 60;

/** The reason in words; an unknown one is shown as it is, as far as it is short and plain. */
export function providerErrorText(code: string): string {
  const known = Object.hasOwn(words, code) ? words[code] : undefined;
  if (known !== undefined) return known;
  const isPlain = code.length <= mostShown && /^[\w .,:-]+$/.test(code);
  const reason = isPlain ? ` It said: ${code.replaceAll('_', ' ')}.` : '';
  return `Signing in with the provider did not work.${reason} If it goes on, ask an admin of this installation.`;
}
