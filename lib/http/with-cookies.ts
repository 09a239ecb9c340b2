/** A JSON response that sets cookies, given as `Set-Cookie` headers. */
export function withCookies(body: unknown, setCookies: string[]): Response {
  const response = Response.json(body);
  for (const cookie of setCookies) response.headers.append('set-cookie', cookie);
  return response;
}
