import type { Database, Transaction } from '../../db/client';
import { lockDetectorsForReading } from '../../db/locks';
import {
  detectorOfRevision,
  earlierIncidentsOn,
  earlierRuns,
  noteFinished,
  seriesOfEarlierIncidents,
  type UnfinishedChange,
} from '../../db/sql/earlier-runs';
import { deleteSomeOfRuns } from '../../db/sql/erased-detectors';
import { lockSeriesAlone } from '../../db/sql/erased-series';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { watches } from '../../policy/watches';
import type { Actor } from '../call';
import { resolveIncidents } from '../incidents/resolve-incidents';

/** Series that one transaction locks at most. */
const partSeries = 100;
/** Runs that are looked at in one transaction to find those to delete. */
const partRuns = 2000;

interface Ending {
  actor: Actor;
  now: Date;
  /** The revision that the change made. */
  revision: number;
  /** Maximum number of transactions. */
  parts?: number;
  signal?: AbortSignal | undefined;
}

/** Where the search for runs to delete has come to; null once there are no more. */
type Place = { afterSeries: number } | null;

/** Resolves open incidents of earlier revisions; returns whether there were any. */
async function resolveSome(
  tx: Transaction,
  detectorId: string,
  { enabled }: UnfinishedChange,
  { actor, now }: Ending,
): Promise<boolean> {
  const sql = prismaRunner(tx);
  const seriesIds = await seriesOfEarlierIncidents(sql, detectorId, partSeries);
  if (seriesIds.length === 0) return false;
  await lockSeriesAlone(sql, { ids: seriesIds });
  // A flush may have primed runs of the present revision meanwhile, which go on with their incidents.
  const ids = await earlierIncidentsOn(sql, detectorId, seriesIds);
  const resolution = enabled ? 'detector_changed' : 'detector_disabled';
  await resolveIncidents(tx, actor, now, { where: { id: { in: ids } }, resolution });
  return true;
}

/** Deletes runs on series that the detector no longer watches, or some of their readings. */
async function deleteStray(
  tx: Transaction,
  detectorId: string,
  detector: UnfinishedChange,
  place: { afterSeries: number },
): Promise<Place> {
  const sql = prismaRunner(tx);
  const runs = await earlierRuns(sql, detectorId, { ...place, limit: partRuns });
  const stray = runs.filter((run) => !watches(detector, run)).slice(0, partSeries);
  if (stray.length === 0) {
    const last = runs.at(-1);
    return last && runs.length === partRuns ? { afterSeries: last.seriesId } : null;
  }
  await lockSeriesAlone(sql, { ids: stray.map(({ seriesId }) => seriesId) });
  await deleteSomeOfRuns(
    sql,
    stray.map(({ id }) => id),
  );
  // What is left of these is found again.
  return place;
}

/**
 * Ends what a change of a detector has left behind: open incidents of earlier revisions, and runs on series
 * that it no longer watches. Works in small transactions, each with the locks of its series only, so posts to
 * other series continue. Safe concurrently with itself and with flushes; ends if the detector is changed or
 * deleted meanwhile. The next call does what is left.
 */
export async function endEarlierRuns(db: Database, detectorId: string, options: Ending): Promise<void> {
  const { revision, parts = Number.POSITIVE_INFINITY, signal } = options;
  let place: Place = { afterSeries: 0 };
  for (let part = 0; part < parts && !signal?.aborted; part += 1) {
    const from: { afterSeries: number } = place;
    const next: Place = await inTransaction(db, async (tx) => {
      const sql = prismaRunner(tx);
      await lockDetectorsForReading(sql);
      const detector = await detectorOfRevision(sql, detectorId, revision);
      if (!detector) return null;
      // First, because open incidents are visible.
      if (await resolveSome(tx, detectorId, detector, options)) return from;
      return deleteStray(tx, detectorId, detector, from);
    });
    if (next === null) {
      await noteFinished(prismaRunner(db), detectorId, revision);
      return;
    }
    place = next;
  }
}
