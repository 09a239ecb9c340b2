import type { DoctorFigures } from '../../db/sql/doctor-figures';
import { countOf, type Finding } from './finding';

const oldestVersion = 150_000;
const maxSkewMs = 5000;
/** Maximum duration of priming; a run that takes longer has been left behind. */
const primingMs = 600_000;

export interface DatabaseFacts extends DoctorFigures {
  pendingMigrations: string[];
  /** This machine's clock at the moment the database read its own. */
  nowMs: number;
}

/** Checks the contents of the database. */
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
      why: 'points without a time get this machine’s time, retention uses the database’s time, and charts disagree with the log',
      remedy: 'synchronise both with the same time server (NTP)',
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
      what: `most points of ${countOf(lateSeries.count, 'series', 'series')} arrive late (ids ${lateSeries.ids.join(', ')})`,
      why: 'a point older than the newest one is stored but not judged, so drift goes unnoticed there',
      remedy:
        'send points in order of their times; look for a single point far ahead of the others, or a sender with a wrong clock',
    });
  }
  if (unprimed.count > 0 && unprimed.sinceMs !== null && nowMs - unprimed.sinceMs > primingMs) {
    found.push({
      severity: 'warning',
      what: `${countOf(unprimed.count, 'detector run is', 'detector runs are')} not primed, the oldest since ${new Date(unprimed.sinceMs).toISOString()}`,
      why: 'these detectors have not seen the history of their series and do not judge it',
      remedy:
        'the next point of its series primes a run; for a series that gets no points, save its detector again',
    });
  }
  return found;
}
