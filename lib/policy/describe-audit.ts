interface ActionKind {
  /** Actions of this kind begin with it and a dot. */
  kind: string;
  /** What a list of them is called. */
  label: string;
  /** What a person says for each verb. */
  words: Record<string, string>;
}

/** Every action of the audit trail in words. */
export const actionKinds: ActionKind[] = [
  {
    kind: 'detector',
    label: 'Detectors',
    words: {
      created: 'Detector created',
      changed: 'Detector changed',
      enabled: 'Detector switched on',
      disabled: 'Detector switched off',
      deleted: 'Detector deleted',
      restored: 'Detector restored',
    },
  },
  {
    kind: 'incident',
    label: 'Incidents',
    words: {
      opened: 'Incident opened',
      escalated: 'Incident got worse',
      resolved: 'Incident resolved',
      reopened: 'Incident reopened',
      adopted: 'New level taken as normal',
    },
  },
  {
    kind: 'retrain_job',
    label: 'Retrain jobs',
    words: {
      requested: 'Job requested',
      reason_added: 'Reason added to job',
      admitted: 'Job given a place in the queue',
      approved: 'Job approved',
      cancelled: 'Job cancelled',
      completed: 'Retrain succeeded',
      failed: 'Retrain failed',
    },
  },
  { kind: 'model', label: 'Models', words: { deleted: 'Model deleted' } },
  {
    kind: 'series',
    label: 'Series',
    words: { deleted: 'Series deleted', points_deleted: 'Points deleted' },
  },
  { kind: 'metric', label: 'Metrics', words: { changed: 'Metric changed' } },
  {
    kind: 'annotation',
    label: 'Annotations',
    words: { created: 'Annotation added', deleted: 'Annotation deleted' },
  },
  { kind: 'view', label: 'Saved views', words: { created: 'View saved', deleted: 'View deleted' } },
  {
    kind: 'setting',
    label: 'Settings',
    words: { changed: 'Setting changed', removed: 'Setting removed' },
  },
  { kind: 'audit', label: 'Audit trail', words: { purged: 'Old audit rows deleted' } },
];

const wordsOf: ReadonlyMap<string, string> = new Map(
  actionKinds.flatMap(({ kind, words }) =>
    Object.entries(words).map(([verb, text]) => [`${kind}.${verb}`, text] as const),
  ),
);

/** `retrain_job.approved` as `Job approved`; an action without words of its own is spelt out. */
export function describeAction(action: string): string {
  const text = wordsOf.get(action) ?? action.replace(/[._]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
