import { DriftwatchError } from '../../errors';

/** The client went away before its body was whole: there is nobody to answer, and nothing to log. */
export class ClientGone extends Error {
  constructor(cause: unknown) {
    super('the client went away', { cause });
    this.name = 'ClientGone';
  }
}

export const notUtf8 = 'is not valid UTF-8';

export function tooLarge(what: string, limit: string): DriftwatchError {
  return new DriftwatchError('TOO_LARGE', `${what} is larger than ${limit}`);
}
