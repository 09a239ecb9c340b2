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
  {
    kind: 'user',
    label: 'Users',
    words: {
      set_up: 'First admin created',
      made_admin: 'Made admin in the terminal',
      signed_in: 'Signed in',
      sign_in_failed: 'Sign-in failed',
      signed_out: 'Signed out',
      created: 'User invited',
      changed: 'User changed',
      disabled: 'User disabled',
      enabled: 'User enabled again',
      linked: 'Sign-in provider linked',
      link_created: 'Link for a password created',
      link_requested: 'Link for a password requested',
      password_chosen: 'Password chosen with a link',
      password_changed: 'Password changed',
      proof_failed: 'Wrong password in the account',
      sessions_ended: 'Sessions ended',
      second_factor_added: 'Second factor added',
      second_factor_removed: 'Second factor removed',
      recovery_codes_replaced: 'Recovery codes replaced',
    },
  },
  {
    kind: 'key',
    label: 'Keys',
    words: {
      created: 'Key made',
      changed: 'Key changed',
      rotated: 'Key rotated',
      revoked: 'Key revoked',
      used_from: 'Key used from a new address',
    },
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
