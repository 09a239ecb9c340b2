/** What a caller can do to a model. Without zod: every screen reads this. */
export const modelActions = [
  'see',
  'post_points',
  'annotate',
  'manage_detectors',
  'manage_incidents',
  'request_jobs',
  'decide_jobs',
  'report_jobs',
  'delete_data',
] as const;
export type ModelAction = (typeof modelActions)[number];

/** What a caller can do to the whole app. */
export const appActions = [
  'manage_metrics',
  'manage_views',
  'manage_sample',
  'see_operations',
  'see_audit',
  'manage_users',
  'manage_keys',
  'manage_settings',
] as const;
export type AppAction = (typeof appActions)[number];

export type Action = ModelAction | AppAction;
