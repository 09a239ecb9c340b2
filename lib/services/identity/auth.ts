import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError } from 'better-auth/api';
import { betterAuth } from 'better-auth/minimal';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Database, Transaction } from '../../db/client';
import { inTransaction } from '../../db/transaction';
import { logger } from '../../logger';
import { processWide } from '../../process-wide';
import { passwordMaxLength, passwordMinLength } from '../../schemas/identity';
import { ensureSecret } from '../../secrets/ensure-secret';
import { currentRequest } from '../../telemetry/request-context';
import { passwordsInTurn } from './password-turns';
import { signInPlugin } from './sign-in-plugin';

const daySeconds = 86_400;
/** Maximum length of a stored `User-Agent`. */
const maxUserAgentLength = 500;

const transactions = processWide('transactions of better-auth', () => new AsyncLocalStorage<Transaction>());

/** The client, or the transaction in which better-auth has been called. */
function joining(db: Database): Database {
  return new Proxy(db, {
    get: (client, name) => Reflect.get(transactions.get().getStore() ?? client, name),
  });
}

function createAuth(db: Database, secret: string, isSecure: boolean) {
  return betterAuth({
    appName: 'Driftwatch',
    // Nothing is served under it: the routes call `api`.
    baseURL: 'http://localhost',
    secrets: [{ version: 1, value: secret }],
    database: prismaAdapter(joining(db), { provider: 'postgresql' }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordMinLength,
      maxPasswordLength: passwordMaxLength,
      password: passwordsInTurn,
    },
    session: { expiresIn: 30 * daySeconds, updateAge: daySeconds, cookieCache: { enabled: false } },
    plugins: [twoFactor({ issuer: 'Driftwatch' }), signInPlugin],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => logger.error('better-auth failed', { message }) },
    advanced: {
      cookiePrefix: 'driftwatch',
      useSecureCookies: isSecure,
      database: { generateId: () => randomUUID() },
    },
    databaseHooks: {
      session: {
        create: {
          // Every way to sign in ends here.
          before: async (session) => {
            const user = await joining(db).user.findUnique({ where: { id: session.userId } });
            if (!user || user.disabledAt !== null)
              throw new APIError('UNAUTHORIZED', { code: 'USER_DISABLED', message: 'the user is disabled' });
            return {
              data: {
                ...session,
                ipAddress: currentRequest()?.address ?? null,
                userAgent: session.userAgent?.slice(0, maxUserAgentLength) || null,
              },
            };
          },
        },
      },
    },
  });
}

export type Auth = ReturnType<typeof createAuth>;

/** By whether the cookies are only for TLS. */
type Auths = Record<'secure' | 'plain', Auth>;

const known = processWide('better-auth', () => new WeakMap<Database, Promise<Auths>>());

async function createAuths(db: Database): Promise<Auths> {
  const secret = await ensureSecret(db, 'better-auth', () => randomBytes(32).toString('base64url'));
  return { secure: createAuth(db, secret, true), plain: createAuth(db, secret, false) };
}

/**
 * Returns better-auth on a database.
 *
 * @param isTls whether its cookies are `__Secure-` ones, which browsers send and accept only with TLS
 */
export async function authOf(db: Database, isTls: boolean): Promise<Auth> {
  const auths = known.get();
  if (!auths.has(db)) {
    const created = createAuths(db);
    auths.set(db, created);
    created.catch(() => auths.delete(db));
  }
  const { secure, plain } = await (auths.get(db) as Promise<Auths>);
  return isTls ? secure : plain;
}

/** Runs `work` in a transaction that better-auth's own statements belong to as well. */
export function inAuthTransaction<Result>(
  db: Database,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return inTransaction(db, (tx) => transactions.get().run(tx, () => work(tx)));
}
