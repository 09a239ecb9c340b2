import { createHash, timingSafeEqual } from 'node:crypto';
import type { Database } from '../../db/client';
import { inTransaction } from '../../db/transaction';
import { isDriftwatchError } from '../../errors';
import { senderOf } from '../../http/sender-of';
import { Turns } from '../../http/turns';
import type { Visit } from '../../http/visit-of';
import { logger } from '../../logger';
import { processWide } from '../../process-wide';
import { currentRequest } from '../../telemetry/request-context';
import { writeAudit } from '../audit/write-audit';
import { type ServiceCall, system, withDefaults } from '../call';
import { loadSetting } from '../settings/load-setting';
import { admitProviderUser } from './admit-provider-user';
import { type Auth, authOf, inAuthTransaction } from './auth';
import { endFormerSession } from './end-former-session';
import { endSessions } from './end-sessions';
import { headersOf } from './headers-of';
import { loadProviderIdentity } from './load-provider-identity';
import { ProviderRefusal } from './provider-refusal';
import { noTicketCookie, type ProviderTicket, readTicket } from './provider-ticket';
import { sessionOf } from './session-of';
import { shortenEmail } from './shorten-email';
import { userActor } from './user-actor';

/** Anybody can begin a sign-in, and have the app ask the provider about a code. */
const turns = processWide(
  'provider turns',
  () => new Turns({ atOnce: 4, maxWaiting: 64, maxWaitMs: 10_000 }),
);

interface Input {
  /** Of the address to which the provider has sent the browser. */
  query: URLSearchParams;
  visit: Visit;
}

export interface Redirect {
  /** A path of this app. */
  location: string;
  setCookies: string[];
}

const isSame = (one: string, other: string) => {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
};

/** The sign-in that this browser has begun, if the provider answers it. */
async function checkedTicket(auth: Auth, now: Date, { query, visit }: Input): Promise<ProviderTicket> {
  const ticket = await readTicket(auth, visit, now);
  if (!ticket || !isSame(ticket.state, query.get('state') ?? ''))
    throw new ProviderRefusal('sign_in_expired');
  // RFC 9207: the answer of another provider.
  if ((query.get('iss') ?? ticket.issuer) !== ticket.issuer) throw new ProviderRefusal('server_error');
  return ticket;
}

async function signIn(db: Database, auth: Auth, now: Date, input: Input): Promise<Redirect> {
  const ticket = await checkedTicket(auth, now, input);
  const oidc = await loadSetting(db, 'oidc');
  const code = input.query.get('code');
  if (oidc?.value.issuer !== ticket.issuer) throw new ProviderRefusal('sign_in_expired');
  if (code === null) throw new ProviderRefusal('server_error');
  const sender = senderOf(currentRequest()?.address);
  const identity = await turns.get().run(sender, () => loadProviderIdentity(db, oidc.value, ticket, code));
  const former = await sessionOf(input.visit.cookies, db);
  return inAuthTransaction(db, async (tx) => {
    const userId = await admitProviderUser(tx, now, oidc.value, identity);
    await endFormerSession(tx, now, former);
    const answer = await auth.api.signInUser({
      body: { userId },
      headers: headersOf({ cookies: '', userAgent: input.visit.userAgent }),
      returnHeaders: true,
    });
    const setCookies = answer.headers.getSetCookie();
    const next = encodeURIComponent(ticket.next);
    if ('twoFactorRedirect' in answer.response)
      return { location: `/sign-in?second_factor=1&next=${next}`, setCookies };
    await writeAudit(tx, userActor({ id: userId, role: null, grants: [] }), now, [
      { action: 'user.signed_in', entityType: 'user', entityId: userId, detail: { by: 'provider' } },
    ]);
    return { location: ticket.next, setCookies };
  });
}

/** What somebody is told whom the provider has not let in. */
function refusalOf(error: unknown): ProviderRefusal {
  if (error instanceof ProviderRefusal) return error;
  if (!isDriftwatchError(error)) throw error;
  logger.warn('a sign-in with the provider failed', { error });
  return new ProviderRefusal(error.retryable ? 'temporarily_unavailable' : 'server_error');
}

/** Writes the refusal down. A user who has lost the role at the provider is signed out everywhere. */
async function recordRefusal(db: Database, now: Date, { code, who }: ProviderRefusal) {
  if (who === null) return;
  const { address } = currentRequest() ?? {};
  const { email, userId, losesRole } = who;
  await inTransaction(db, async (tx) => {
    const ended = userId !== undefined && losesRole ? await endSessions(tx, userId) : 0;
    await writeAudit(tx, system, now, [
      {
        action: 'user.sign_in_failed',
        entityType: 'user',
        entityId: userId ?? 'unknown',
        detail: {
          by: 'provider',
          reason: code,
          ...(email !== undefined && userId === undefined && { email: shortenEmail(email) }),
          ...(ended > 0 && { sessions_ended: ended }),
        },
        address,
      },
    ]);
  });
}

/** The error that the provider itself reports, if it is one of its standard. */
const providerErrors = /^[a-z_]{1,60}$/;

/** Ends a sign-in with the provider. Whatever goes wrong leads back to the page of the sign-in. */
export async function endProviderSignIn(call: ServiceCall<Input>): Promise<Redirect> {
  const { db, now, input } = withDefaults(call);
  const { query, visit } = input;
  const auth = await authOf(db, visit.isTls);
  const cleared = noTicketCookie(visit);
  const back = (error: string) => ({ location: `/sign-in?error=${error}`, setCookies: [cleared] });
  const reported = query.get('error');
  if (reported !== null) return back(providerErrors.test(reported) ? reported : 'server_error');
  try {
    const { location, setCookies } = await signIn(db, auth, now, input);
    return { location, setCookies: [...setCookies, cleared] };
  } catch (error) {
    const refusal = refusalOf(error);
    await recordRefusal(db, now, refusal);
    return back(refusal.code);
  }
}
