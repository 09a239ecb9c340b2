import { wallClock } from '@/lib/format';
import type { ListedAuditEntry } from '@/lib/schemas/audit';

/** What the address says of the list; an empty text stands for everything. */
export interface ActivityFilters {
  /** An action, or all of a kind: `detector.`. */
  action: string;
  actor: string;
  model: string;
  /** One entity: `detector:0190…`. */
  entity: string;
  /** Days of the zone that is shown, both inclusive: `2026-11-29`. */
  from: string;
  to: string;
}

export const filterNames = ['action', 'actor', 'model', 'entity', 'from', 'to'] as const;

export function readFilters(query: { get(name: string): string | null }): ActivityFilters {
  const text = (name: string) => query.get(name)?.trim() ?? '';
  const day = (name: string) => (/^\d{4}-\d{2}-\d{2}$/.test(text(name)) ? text(name) : '');
  return {
    action: text('action'),
    actor: text('actor'),
    model: text('model'),
    entity: text('entity'),
    from: day('from'),
    to: day('to'),
  };
}

export const isFiltered = (filters: ActivityFilters) => filterNames.some((name) => filters[name] !== '');

export const entityFilter = ({ entity_type, entity_id }: ListedAuditEntry) => `${entity_type}:${entity_id}`;

/** When a day begins in a zone; the clocks may change on it, so the offset is looked up twice. */
function startOfDay(day: string, zone: string, plusDays = 0): number {
  const wall = Date.parse(`${day}T00:00:00Z`) + plusDays * 86_400_000;
  let ms = wall;
  for (let round = 0; round < 2; round++) ms = wall - (wallClock(ms, zone).getTime() - ms);
  return ms;
}

/** What the API is asked for. */
export function auditQuery(filters: ActivityFilters, zone: string) {
  const { action, actor, model, entity, from, to } = filters;
  const [type, ...id] = entity.split(':');
  return {
    action: action || undefined,
    actor: actor || undefined,
    model_id: model || undefined,
    entity_type: type || undefined,
    entity_id: id.join(':') || undefined,
    from: from ? startOfDay(from, zone) : undefined,
    to: to ? startOfDay(to, zone, 1) - 1 : undefined,
  };
}
