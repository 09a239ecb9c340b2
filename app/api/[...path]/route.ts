import { DriftwatchError } from '@/lib/errors';
import { route } from '@/lib/http/server';

/** Every address of the API that no other route has; Next would answer with a page. */
const unknown = route<{ path: string[] }>(async (_request, { params }) => {
  const { path } = await params;
  throw new DriftwatchError('NOT_FOUND', `there is nothing at /api/${path.join('/')}`);
});

export { unknown as DELETE, unknown as GET, unknown as PATCH, unknown as POST, unknown as PUT };
