import { type Database, database } from '../../db/client';
import { inTransaction } from '../../db/transaction';
import { logger } from '../../logger';
import { writeAudit } from '../audit/write-audit';
import type { Actor } from '../call';

/** A use is written at most once in this time. */
const writtenEveryMs = 60_000;
/** Maximum number of pairs of a key and an address that are remembered. */
const maxKnown = 10_000;

/**
 * Records when and from where keys are used: at most once a minute each, and never while a request waits.
 * The first use from an address is in the audit trail.
 */
export class KeyUse {
  readonly #db: () => Database;
  /** For each key, its last use that was written. */
  readonly #written = new Map<string, { address: string | undefined; ms: number }>();
  readonly #known = new Set<string>();

  constructor(db: () => Database = () => database('background')) {
    this.#db = db;
  }

  /** @param nowMs of a clock that is never set back */
  note(actor: Actor, address: string | undefined, nowMs = performance.now()) {
    const last = this.#written.get(actor.name);
    if (last !== undefined && nowMs - last.ms < writtenEveryMs) {
      const isLastAddress = address === last.address || address === undefined;
      if (isLastAddress || this.#known.has(`${actor.name} ${address}`)) return;
    }
    this.#written.set(actor.name, { address, ms: nowMs });
    if (address !== undefined) this.#remember(`${actor.name} ${address}`);
    this.#write(actor, address).catch((error) =>
      logger.debug('the use of a key was not recorded', { error }),
    );
  }

  #remember(pair: string) {
    if (this.#known.size >= maxKnown) this.#known.clear();
    this.#known.add(pair);
  }

  async #write(actor: Actor, address: string | undefined) {
    const id = actor.name.slice('key:'.length);
    const now = new Date();
    await inTransaction(this.#db(), async (tx) => {
      const due = new Date(now.getTime() - writtenEveryMs);
      await tx.apiKey.updateMany({
        where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: due } }] },
        data: { lastUsedAt: now, lastUsedAddress: address ?? null },
      });
      if (address === undefined) return;
      const entry = { action: 'key.used_from', entityType: 'key', entityId: id, address } as const;
      const known = await tx.auditRow.findFirst({ where: entry, select: { id: true } });
      if (known === null) await writeAudit(tx, actor, now, [entry]);
    });
  }
}
