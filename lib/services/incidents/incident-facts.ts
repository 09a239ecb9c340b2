import { chanceOfShift, typicalSpacingMs } from '../../monitoring/index';
import type { Evidence } from '../../schemas/evidence';
import type { Incident, IncidentFacts } from '../../schemas/incidents';

/** Returns the facts in the sentence about an incident; null if its evidence does not tell the change. */
export function incidentFacts(incident: Incident, { values, windows }: Evidence): IncidentFacts | null {
  const { change } = incident;
  if (change === null) return null;
  const beganMs = Date.parse(incident.onset_ts ?? incident.opened_ts);
  const tsMs = values.map(({ ts }) => Date.parse(ts));
  const beforeCount = tsMs.filter((ms) => ms < beganMs).length;
  const before = values.slice(0, beforeCount).map(({ value }) => value);
  const intervalMs = tsMs.length > 1 ? typicalSpacingMs(tsMs) : null;
  const chance =
    intervalMs === null
      ? null
      : chanceOfShift(before, {
          shift: change.diff,
          beforeCount: change.before.count,
          afterCount: change.after.count,
          spacingMs: intervalMs,
          ...(windows.reference?.sd !== undefined && { tsMs: tsMs.slice(0, beforeCount) }),
        });
  return {
    ...change,
    onset_ts: incident.onset_ts,
    interval_ms: intervalMs,
    chance_interval_ms: chance?.ms ?? null,
    chance_sentence: chance?.sentence ?? null,
  };
}
