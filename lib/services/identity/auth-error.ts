/** A refusal by better-auth. */
export interface AuthError {
  statusCode: number;
  code: string;
}

/** Returns what better-auth refused, or undefined if the error is another one. */
export function authErrorOf(error: unknown): AuthError | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || !('body' in error)) return undefined;
  const { statusCode, body } = error as { statusCode: unknown; body: { code?: unknown } | undefined };
  const isRefusal = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  return isRefusal ? { statusCode, code: String(body?.code) } : undefined;
}
