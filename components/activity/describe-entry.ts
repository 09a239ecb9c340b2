import { formatStatus } from '@/lib/format';
import type { ListedAuditEntry } from '@/lib/schemas/audit';

/** A field as it was and as it is; undefined where it was not there. */
export interface FieldChange {
  field: string;
  before: string | undefined;
  after: string | undefined;
}

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A number with its unit reads as one: `{value: 2, unit: 'percent'}` as `2 percent`. */
function valueText(value: unknown): string {
  if (value === null || value === '') return 'none';
  if (isObject(value) && 'value' in value && 'unit' in value) return `${value.value} ${value.unit}`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Params stand beside the other fields, under their own names. */
function leavesOf(fields: unknown): Map<string, string> {
  if (!isObject(fields)) return new Map();
  const { params, ...others } = fields;
  const all = { ...others, ...(isObject(params) && params) };
  return new Map(Object.entries(all).map(([name, value]) => [name.replaceAll('_', ' '), valueText(value)]));
}

/** What an entry changed, field by field; of what was created or deleted, all of it. */
export function fieldChanges({ from_status, to_status, detail }: ListedAuditEntry): FieldChange[] {
  const before = leavesOf(detail.before);
  const after = leavesOf(detail.after);
  const changes = [...new Set([...before.keys(), ...after.keys()])]
    .map((field) => ({ field, before: before.get(field), after: after.get(field) }))
    .filter((change) => change.before !== change.after);
  if (to_status === null || from_status === to_status) return changes;
  const was = from_status === null ? undefined : formatStatus(from_status);
  return [{ field: 'state', before: was, after: formatStatus(to_status) }, ...changes];
}

/** Shown elsewhere in the row, or of use to machines only. */
const shownElsewhere = new Set(['before', 'after', 'traceparent', 'name', 'model_id', 'metric', 'labels']);

/** What else an entry says, such as a comment. */
export function notesOf({ detail }: ListedAuditEntry): { name: string; text: string }[] {
  return Object.entries(detail)
    .filter(([name, value]) => !shownElsewhere.has(name) && value !== null)
    .map(([name, value]) => ({
      name: name.replaceAll('_', ' '),
      text:
        name === 'resolution' && typeof value === 'string'
          ? formatStatus(value)
          : valueText(value).replaceAll('drift_detected', 'drift of'),
    }));
}

/** The change on one line: `lower 0.8 → 0.7`, or which fields changed, or why. */
export function summaryOf(entry: ListedAuditEntry): string {
  const { comment, resolution } = entry.detail;
  const said = typeof comment === 'string' ? `: “${comment}”` : '';
  const changes = fieldChanges(entry).filter(
    ({ before, after }) => before !== undefined && after !== undefined,
  );
  const [only] = changes;
  if (typeof resolution === 'string') return `${formatStatus(resolution)}${said}`;
  if (changes.length > 1) return `${changes.map(({ field }) => field).join(', ')}${said}`;
  if (!only) return said.slice(2);
  const name = only.field === 'state' ? '' : `${only.field} `;
  return `${name}${only.before} → ${only.after}${said}`;
}

/** What an entry is about: its model, and what it is called now or was called then. */
export function subjectOf(entry: ListedAuditEntry): { model: string | null; name: string } {
  const { entity_name, entity_type, entity_id, model_id, detail } = entry;
  if (entity_type === 'model' || entity_type === 'audit') return { model: model_id, name: '' };
  const after = isObject(detail.after) ? detail.after : {};
  const before = isObject(detail.before) ? detail.before : {};
  const found = [entity_name, detail.name, detail.metric, after.text, before.text].find(
    (text) => typeof text === 'string',
  );
  return { model: model_id, name: String(found ?? (entity_type === 'metric' ? entity_id : '')) };
}

/** Where the entity is shown; null if it is gone or has no place of its own. */
export function hrefOf({ entity_type, entity_id, entity_exists, model_id, detail }: ListedAuditEntry) {
  if (!entity_exists) return null;
  const model = model_id === null ? null : `/models/${encodeURIComponent(model_id)}`;
  switch (entity_type) {
    case 'incident':
      return `/incidents/${entity_id}`;
    case 'retrain_job':
      return `/queue?job=${entity_id}`;
    case 'detector':
      return `/detectors/${entity_id}`;
    case 'model':
    case 'annotation':
      return model;
    case 'series':
      return `${model}?metric=${encodeURIComponent(String(detail.metric))}#series-${entity_id}`;
    default:
      return null;
  }
}
