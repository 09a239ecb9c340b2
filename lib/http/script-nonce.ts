/**
 * Returns the nonce that the scripts of a page must carry, from the policy that the server set; empty without
 * one.
 */
export function nonceIn(policy: string | null): string {
  return policy?.match(/'nonce-([^']+)'/)?.[1] ?? '';
}
