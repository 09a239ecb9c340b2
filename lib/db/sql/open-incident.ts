import { Prisma } from '../../generated/prisma/client';

/** Incidents of a deleted detector are resolved in the background; until then their rows say otherwise. */
const isOfDeletedDetector = Prisma.sql`
  (incidents.detector_id IN (SELECT id FROM detectors WHERE deleted_at IS NOT NULL)) IS TRUE`;

/** Condition on a row of `incidents`: whether it is open for whoever looks. */
export const isOpenIncident = Prisma.sql`(incidents.state <> 'resolved' AND NOT ${isOfDeletedDetector})`;

/** The state of a row of `incidents` for whoever looks. */
export const shownState = Prisma.sql`
  (CASE WHEN ${isOfDeletedDetector} THEN 'resolved'::incident_state ELSE incidents.state END)`;
