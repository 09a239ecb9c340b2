import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { z } from 'zod';
import type { Visit } from '../../http/visit-of';
import { returnPathSchema } from '../../schemas/identity';
import type { Auth } from './auth';

/** What a browser keeps while its user is with the sign-in provider, encrypted in a cookie. */
const ticketSchema = z.object({
  kind: z.literal('provider ticket'),
  issuer: z.string(),
  redirectUri: z.string(),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  next: returnPathSchema,
  expiresAtMs: z.number(),
});
export type ProviderTicket = z.infer<typeof ticketSchema>;

export const ticketSeconds = 600;

/** The path is that of the callback. */
const attributes = 'Path=/api/sign-in/provider; HttpOnly; SameSite=Lax';
const nameOf = ({ isTls }: Visit) => `${isTls ? '__Secure-' : ''}driftwatch.provider_ticket`;
const setCookie = (visit: Visit, value: string, seconds: number) =>
  `${nameOf(visit)}=${value}; Max-Age=${seconds}; ${attributes}${visit.isTls ? '; Secure' : ''}`;

const keyOf = async (auth: Auth) => (await auth.$context).secretConfig;

/** Returns a `Set-Cookie` header with a ticket. */
export async function ticketCookie(auth: Auth, visit: Visit, ticket: ProviderTicket): Promise<string> {
  const sealed = await symmetricEncrypt({ key: await keyOf(auth), data: JSON.stringify(ticket) });
  return setCookie(visit, encodeURIComponent(sealed), ticketSeconds);
}

/** Returns a `Set-Cookie` header that removes it. */
export const noTicketCookie = (visit: Visit) => setCookie(visit, '', 0);

/** Reads the ticket of a browser; null if it has none that is valid now. */
export async function readTicket(auth: Auth, visit: Visit, now: Date): Promise<ProviderTicket | null> {
  const pairs = visit.cookies.split(';').map((cookie) => cookie.trim().split(/=(.*)/s));
  const sealed = pairs.find(([name]) => name === nameOf(visit))?.[1];
  if (!sealed) return null;
  try {
    const text = await symmetricDecrypt({ key: await keyOf(auth), data: decodeURIComponent(sealed) });
    const parsed = ticketSchema.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.expiresAtMs > now.getTime() ? parsed.data : null;
  } catch {
    return null;
  }
}
