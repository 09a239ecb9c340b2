/** The facts that decide whether incidents are one event. */
export interface GroupedIncident {
  id: string;
  modelId: string;
  /** Onset, or the opening if the onset is unknown. */
  beganMs: number;
  /** The usual interval between points of its series; null if unknown. */
  intervalMs: number | null;
  /** Size of the change in standard deviations, without a sign; null if unknown. */
  effect: number | null;
}

export interface IncidentGroup {
  modelId: string;
  fromMs: number;
  toMs: number;
  incidentIds: string[];
  worstId: string;
}

const leastGapMs = 3_600_000;
const gapIntervals = 3;

/**
 * Groups the incidents of one model whose onsets follow each other within an hour, or within three usual
 * intervals of the slower series. Groups are in the order of their first incident.
 */
export function groupIncidents(incidents: readonly GroupedIncident[]): IncidentGroup[] {
  const byTime = incidents.toSorted((a, b) => a.beganMs - b.beganMs);
  const open = new Map<string, { group: GroupedIncident[]; last: GroupedIncident }>();
  const groups: GroupedIncident[][] = [];
  for (const one of byTime) {
    const held = open.get(one.modelId);
    const intervalMs = Math.max(one.intervalMs ?? 0, held?.last.intervalMs ?? 0);
    if (held && one.beganMs - held.last.beganMs <= Math.max(leastGapMs, gapIntervals * intervalMs)) {
      held.group.push(one);
      held.last = one;
      continue;
    }
    const group = [one];
    groups.push(group);
    open.set(one.modelId, { group, last: one });
  }
  const place = new Map(incidents.map(({ id }, index) => [id, index]));
  const placeOf = ({ id }: GroupedIncident) => place.get(id) ?? 0;
  return groups
    .map((group) => {
      const inOrder = group.toSorted((a, b) => placeOf(a) - placeOf(b));
      const worst = inOrder.reduce((most, one) => ((one.effect ?? 0) > (most.effect ?? 0) ? one : most));
      return {
        first: placeOf(inOrder[0] as GroupedIncident),
        modelId: worst.modelId,
        fromMs: (group[0] as GroupedIncident).beganMs,
        toMs: (group.at(-1) as GroupedIncident).beganMs,
        incidentIds: inOrder.map(({ id }) => id),
        worstId: worst.id,
      };
    })
    .sort((a, b) => a.first - b.first)
    .map(({ first: _, ...group }) => group);
}
