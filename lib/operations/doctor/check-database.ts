import type { DoctorFigures } from '../../db/sql/doctor-figures';
import { countOf, type Finding } from './finding';

const oldestVersion = 150_000;
const maxSkewMs = 5000;
/** How long priming may take before it is taken for left behind. */
const primingMs = 600_000;

export interface DatabaseFacts extends DoctorFigures {
  pendingMigrations: string[];
  /** This machine's clock when the database told its own. */
  nowMs: number;
}

/** What the contents of the database say. */
export function checkDatabase(facts: DatabaseFacts): Finding[] {
  const { version, clockMs, lateSeries, unprimed, pendingMigrations, nowMs } = facts;
  const found: Finding[] = [];
  if (version < oldestVersion) {
    found.push({
      severity: 'error',
      what: `the database is PostgreSQL ${Math.floor(version / 10_000)}`,
      why: 'the app needs version 15 or later',
      remedy: 'upgrade it, or unset DATABASE_URL to let the app run its own',
    });
  }
  const skewMs = clockMs - nowMs;
  if (Math.abs(skewMs) > maxSkewMs) {
    found.push({
      severity: 'error',
      what: `the clock of the database is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine's`,
      why: 'points without a time get this machine’s, retention goes by the database’s, and charts disagree with the log',
      remedy: 'let both follow the same time server (NTP)',
    });
  }
  if (pendingMigrations.length > 0) {
    found.push({
      severity: 'warning',
      what: `${countOf(pendingMigrations.length, 'migration is', 'migrations are')} not applied: ${pendingMigrations.join(', ')}`,
      why: 'the database is older than the code in this folder',
      remedy: 'run npm run backup, then restart the app, which applies them',
    });
  }
  if (lateSeries.count > 0) {
    found.push({
      severity: 'warning',
      what: `most points of ${countOf(lateSeries.count, 'series', 'series')} come late (ids ${lateSeries.ids.join(', ')})`,
      why: 'a point older than the newest one is stored but not judged, so drift there goes unseen',
      remedy:
        'send points in the order of their times; look for one point far ahead of the others, and a sender with a wrong clock',
    });
  }
  if (unprimed.count > 0 && unprimed.sinceMs !== null && nowMs - unprimed.sinceMs > primingMs) {
    found.push({
      severity: 'warning',
      what: `${countOf(unprimed.count, 'detector run is', 'detector runs are')} not primed, the oldest since ${new Date(unprimed.sinceMs).toISOString()}`,
      why: 'these detectors have not seen the history of their series and judge nothing there',
      remedy:
        'a run is primed by the next point of its series; for a series that gets none, save its detector again',
    });
  }
  return found;
}
