import type { Incident, IncidentPage } from '@/lib/schemas/incidents';

/** Incidents of one model that began together. */
export interface IncidentGroup {
  key: string;
  /** The one of the largest change. */
  worst: Incident;
  /** In the order of the list, the worst among them. */
  incidents: Incident[];
}

const sizeOf = ({ change }: Incident) => Math.abs(change?.effect ?? 0);

/** The labels that all incidents of a group share: what it has to do with, such as one version. */
export function sharedLabels({ incidents }: Pick<IncidentGroup, 'incidents'>): Record<string, string> {
  const [first, ...others] = incidents;
  return Object.fromEntries(
    Object.entries(first?.labels ?? {}).filter(([name, value]) =>
      others.every(({ labels }) => labels[name] === value),
    ),
  );
}

/**
 * The groups of all pages in the order of their newest incident; one that goes on over a page is one group.
 */
export function groupIncidents(pages: Pick<IncidentPage, 'items' | 'groups'>[]): IncidentGroup[] {
  const groups = new Map<string, IncidentGroup>();
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
