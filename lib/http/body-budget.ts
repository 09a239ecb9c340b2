import { env } from '../env';
import { DriftwatchError } from '../errors';
import { processWide } from '../process-wide';
import { senderOf } from './sender-of';

/**
 * An uncompressed body with a declared length up to this does not count; the number of connections bounds
 * these.
 */
export const uncountedBytes = 64 * 1024;
/**
 * The overhead of a chunk. Without it, a body that arrives byte by byte would take a hundred times the memory
 * counted.
 */
const chunkBytes = 128;

function full(limitBytes: number): DriftwatchError {
  const mib = limitBytes / 2 ** 20;
  return new DriftwatchError(
    'LIMIT_EXCEEDED',
    `no memory left for this body: bodies in transit may take ${mib} MiB, those of one sender ${mib / 2} MiB; send it again shortly`,
  );
}

/** The part of the budget that one body holds. */
export interface BodyShare {
  /** Total number of bytes it has taken. */
  readonly taken: number;
  /**
   * Takes the bytes of a chunk.
   * @throws LIMIT_EXCEEDED if there is no room for them
   */
  take(bytes: number): void;
  /** Returns bytes before the end. */
  release(bytes: number): void;
  /** Returns all remaining bytes. Must be called however the body ends; may be called more than once. */
  close(): void;
}

/** The memory for all bodies in transit, in uncompressed bytes. One sender gets at most half of it. */
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

  /** @param address of the client, if known; see `senderOf` */
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

/** Returns the budget of the app, of size `BODY_BUDGET_MIB`. */
export function bodyBudget(): BodyBudget {
  return appBudget.get();
}
