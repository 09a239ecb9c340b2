import { env } from '../env';
import { DriftwatchError } from '../errors';
import { processWide } from '../process-wide';
import { senderOf } from './sender-of';

/** A body of a declared length up to this, and without compression, does not count: connections bound how many there are. */
export const uncountedBytes = 64 * 1024;
/** What a chunk costs beside its bytes: a body that comes byte by byte would otherwise take a hundred times what is counted. */
const chunkBytes = 128;

function full(limitBytes: number): DriftwatchError {
  const mib = limitBytes / 2 ** 20;
  return new DriftwatchError(
    'LIMIT_EXCEEDED',
    `there is no room for more of this body: those under way may take ${mib} MiB, of one sender ${mib / 2} MiB; send it again shortly`,
  );
}

/** What one body holds of the budget. */
export interface BodyShare {
  /** How many bytes it has taken in all. */
  readonly taken: number;
  /** Takes a chunk's bytes. @throws LIMIT_EXCEEDED when they find no room */
  take(bytes: number): void;
  /** Gives bytes back before the end. */
  release(bytes: number): void;
  /** Gives back all that is left; to be called however the body ends, once or more. */
  close(): void;
}

/** The memory for all bodies under way, by bytes without compression. One sender gets half of it at most. */
export class BodyBudget {
  readonly #limitBytes: number;
  readonly #senders = new Map<string, number>();
  #held = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get heldBytes(): number {
    return this.#held;
  }

  /** @param address of the client, as far as it is known; see `senderOf` */
  open(address: string | undefined): BodyShare {
    const sender = senderOf(address);
    let held = 0;
    let taken = 0;
    const add = (bytes: number) => {
      held += bytes;
      this.#held += bytes;
      const theirs = (this.#senders.get(sender) ?? 0) + bytes;
      if (theirs > 0) this.#senders.set(sender, theirs);
      else this.#senders.delete(sender);
    };
    return {
      get taken() {
        return taken;
      },
      take: (bytes) => {
        const needed = bytes + chunkBytes;
        const theirs = this.#senders.get(sender) ?? 0;
        const hasRoom = this.#held + needed <= this.#limitBytes && theirs + needed <= this.#limitBytes / 2;
        if (!hasRoom) throw full(this.#limitBytes);
        taken += needed;
        add(needed);
      },
      release: (bytes) => add(-Math.min(bytes, held)),
      close: () => add(-held),
    };
  }
}

const appBudget = processWide('body-budget', () => new BodyBudget(env().BODY_BUDGET_MIB * 2 ** 20));

/** The app's budget, of `BODY_BUDGET_MIB`. */
export function bodyBudget(): BodyBudget {
  return appBudget.get();
}
