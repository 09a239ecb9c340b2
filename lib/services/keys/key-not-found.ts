import { DriftwatchError } from '../../errors';

export const keyNotFound = (id: string) =>
  new DriftwatchError('NOT_FOUND', `there is no key ${id.slice(0, 50)}`);
