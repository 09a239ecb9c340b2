import { takeEvents } from '../../db/sql/outbox';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { logger } from '../../logger';
import { type ServiceCall, withDefaults } from '../call';

/** Number of events taken in one transaction. */
const partEvents = 500;

/**
 * Logs the events of incidents and jobs, one line each: everything that was committed and nothing that was
 * not. After a crash between the line and its commit, an event is logged again with the same `event_id`.
 *
 * @returns the number of events
 */
export async function announceEvents(call: ServiceCall<{ signal?: AbortSignal }>): Promise<number> {
  const { db, input } = withDefaults(call);
  let total = 0;
  while (!input.signal?.aborted) {
    const count = await inTransaction(db, async (tx) => {
      const events = await takeEvents(prismaRunner(tx), partEvents);
      for (const {
        id,
        event,
        at,
        entityId,
        actor,
        modelId,
        metric,
        detector,
        fromStatus,
        toStatus,
        traceparent,
      } of events) {
        logger.info(event, {
          event_id: id,
          at,
          id: entityId,
          model_id: modelId,
          ...(metric !== null && { metric, detector }),
          ...(fromStatus !== null && { from_status: fromStatus }),
          ...(toStatus !== null && { to_status: toStatus }),
          actor,
          ...(traceparent !== null && { traceparent }),
        });
      }
      return events.length;
    });
    if (count === 0) break;
    total += count;
  }
  return total;
}
