import type { Incident } from '@/lib/schemas/incidents';

/** Incidents of one model that began together, as the API groups those of a page. */
export interface ApiGroup {
  key: string;
  incident_ids: string[];
  worst_incident_id: string;
}

export interface IncidentGroup<Listed = Incident> {
  key: string;
  worst: Listed;
  /** In the order of the list, the worst among them. */
  incidents: Listed[];
}

interface Page<Listed> {
  items: Listed[];
  groups: ApiGroup[];
}

const sizeOf = (one: { change: { effect: number | null } | null }) => Math.abs(one.change?.effect ?? 0);

/** The groups of all pages in the order of their newest incident; one that goes on over a page is one group. */
export function groupIncidents<Listed extends { id: string; change: { effect: number | null } | null }>(
  pages: Page<Listed>[],
): IncidentGroup<Listed>[] {
  const groups = new Map<string, IncidentGroup<Listed>>();
  for (const { items, groups: ofPage } of pages) {
    const keyOf = new Map(ofPage.flatMap(({ key, incident_ids }) => incident_ids.map((id) => [id, key])));
    for (const incident of items) {
      const key = keyOf.get(incident.id) ?? incident.id;
      const group = groups.get(key) ?? { key, worst: incident, incidents: [] };
      group.incidents.push(incident);
      if (sizeOf(incident) > sizeOf(group.worst)) group.worst = incident;
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}
