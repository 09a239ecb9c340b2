import { DriftwatchError } from '@/lib/errors';
import { route } from '@/lib/http/server';

/** Whatever no other route answers. */
const notFound = route<{ path: string[] }>(async (request) => {
  throw new DriftwatchError(
    'NOT_FOUND',
    `there is nothing at ${request.method} ${new URL(request.url).pathname}`,
  );
});

export { notFound as DELETE, notFound as GET, notFound as PATCH, notFound as POST, notFound as PUT };
