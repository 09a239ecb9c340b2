import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';

/**
 * Makes the session of a user whose password was right, or whom the sign-in provider has named. The path is
 * one at which better-auth asks for the second factor; nothing is served under it.
 */
export const signInPlugin = {
  id: 'driftwatch-sign-in',
  endpoints: {
    signInUser: createAuthEndpoint(
      '/sign-in/username',
      { method: 'POST', body: z.object({ userId: z.string() }) },
      async (ctx) => {
        const { internalAdapter } = ctx.context;
        const user = await internalAdapter.findUserById(ctx.body.userId);
        const session = user && (await internalAdapter.createSession(user.id));
        if (!session) throw new APIError('UNAUTHORIZED', { code: 'USER_DISABLED', message: 'no such user' });
        await setSessionCookie(ctx, { session, user });
        return ctx.json({ userId: user.id });
      },
    ),
  },
} satisfies BetterAuthPlugin;
