import { logger } from '@/lib/logger';
import type { SignInOptions } from '@/lib/schemas/identity';
import { signInOptions } from '@/lib/services/identity/sign-in-options';
import { visitor } from '@/lib/services/identity/visitor';

/** What the sign-in offers, for the first HTML; without the database the browser asks, and says so. */
export async function loadSignInOptions(): Promise<SignInOptions | undefined> {
  try {
    return await signInOptions({ actor: visitor, input: {} });
  } catch (error) {
    logger.warn('the page of the sign-in was made without what it offers', { error });
    return undefined;
  }
}
