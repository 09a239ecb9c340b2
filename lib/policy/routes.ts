import type { Action } from '../schemas/roles';

/**
 * Who may use a route: `public` everybody, `user` whoever is signed in, `caller` also every key, otherwise
 * those who may do the action, at least on some models. Which models is decided where the route is served.
 */
export type RouteRule = 'public' | 'user' | 'caller' | Action;

/** Every route of the app. What is not here does not answer. HEAD is GET. */
export const routeRules: Readonly<Record<string, RouteRule>> = {
  'GET /': 'see',
  'GET /activity': 'see_audit',
  'GET /detectors': 'see',
  'GET /detectors/new': 'manage_detectors',
  'GET /detectors/:id': 'see',
  'GET /incidents': 'see',
  'GET /incidents/:id': 'see',
  'GET /models/:id': 'see',
  'GET /queue': 'see',
  'GET /dev/components': 'user',

  'GET /set-up': 'public',
  'GET /sign-in': 'public',
  'GET /forgotten-password': 'public',
  'GET /choose-password': 'public',
  'GET /not-allowed': 'caller',
  'GET /account': 'user',
  'GET /settings': 'manage_settings',
  'GET /settings/users': 'manage_users',
  'GET /settings/keys': 'manage_keys',

  'POST /api/set-up': 'public',
  'GET /api/sign-in': 'public',
  'POST /api/sign-in': 'public',
  'POST /api/sign-in/second-factor': 'public',
  'POST /api/sign-in/provider': 'public',
  'GET /api/sign-in/provider/callback': 'public',
  'POST /api/sign-out': 'public',
  'POST /api/password-links': 'public',
  'POST /api/password-links/use': 'public',
  'GET /api/me': 'caller',
  'PATCH /api/account': 'user',
  'POST /api/account/password': 'user',
  'GET /api/account/sessions': 'user',
  'DELETE /api/account/sessions': 'user',
  'DELETE /api/account/sessions/:id': 'user',
  'POST /api/account/second-factor': 'user',
  'POST /api/account/second-factor/confirm': 'user',
  'POST /api/account/second-factor/remove': 'user',
  'POST /api/account/recovery-codes': 'user',
  'GET /api/users': 'manage_users',
  'POST /api/users': 'manage_users',
  'PATCH /api/users/:id': 'manage_users',
  'POST /api/users/:id/password-link': 'manage_users',
  'DELETE /api/users/:id/second-factor': 'manage_users',
  'GET /api/keys': 'manage_keys',
  'POST /api/keys': 'manage_keys',
  'PATCH /api/keys/:id': 'manage_keys',
  'DELETE /api/keys/:id': 'manage_keys',
  'POST /api/keys/:id/rotate': 'manage_keys',

  'POST /api/metrics': 'post_points',
  'PATCH /api/metrics/:name': 'manage_metrics',
  'GET /api/annotations': 'see',
  'POST /api/annotations': 'annotate',
  'DELETE /api/annotations/:id': 'annotate',
  'GET /api/audit': 'see_audit',
  'GET /api/audit/export': 'see_audit',
  'GET /api/detectors': 'see',
  'POST /api/detectors': 'manage_detectors',
  'POST /api/detectors/preview': 'manage_detectors',
  'GET /api/detectors/:id': 'see',
  'PATCH /api/detectors/:id': 'manage_detectors',
  'DELETE /api/detectors/:id': 'manage_detectors',
  'GET /api/detectors/:id/episodes': 'see',
  'POST /api/detectors/:id/restore': 'manage_detectors',
  'GET /api/events': 'see',
  'GET /api/incidents': 'see',
  'GET /api/incidents/:id': 'see',
  'POST /api/incidents/:id/adopt': 'manage_incidents',
  'GET /api/incidents/:id/context': 'see',
  'GET /api/jobs': 'see',
  'POST /api/jobs': 'request_jobs',
  'GET /api/jobs/:id': 'see',
  'POST /api/jobs/:id/approve': 'decide_jobs',
  'POST /api/jobs/:id/cancel': 'decide_jobs',
  'POST /api/jobs/:id/complete': 'report_jobs',
  'POST /api/jobs/:id/fail': 'report_jobs',
  'GET /api/jobs/:id/reasons': 'see',
  'GET /api/methods': 'caller',
  'GET /api/models': 'see',
  'GET /api/models/:id': 'see',
  'DELETE /api/models/:id': 'delete_data',
  'GET /api/overview': 'see',
  'GET /api/sample': 'see',
  'POST /api/sample': 'manage_sample',
  'DELETE /api/sample': 'manage_sample',
  'GET /api/series/compare': 'see',
  'GET /api/series/trends': 'see',
  'DELETE /api/series/:id': 'delete_data',
  'GET /api/series/:id/points': 'see',
  'DELETE /api/series/:id/points': 'delete_data',
  'GET /api/series/:id/readings': 'see',
  'GET /api/settings': 'manage_settings',
  'PATCH /api/settings': 'manage_settings',
  'POST /api/settings/test-mail': 'manage_settings',
  'GET /api/views': 'see',
  'POST /api/views': 'manage_views',
  'DELETE /api/views/:id': 'manage_views',

  'GET /icon.svg': 'public',
  'GET /metrics': 'see_operations',
};

/** Returns the rule of a route, or undefined if there is none. */
export function ruleOf(method: string, template: string): RouteRule | undefined {
  const key = `${method === 'HEAD' ? 'GET' : method} ${template}`;
  return Object.hasOwn(routeRules, key) ? routeRules[key] : undefined;
}

const methodsByTemplate = new Map<string, string[]>();
for (const key of Object.keys(routeRules)) {
  const [method = '', template = ''] = key.split(' ');
  const methods = method === 'GET' ? ['GET', 'HEAD'] : [method];
  methodsByTemplate.set(template, [...(methodsByTemplate.get(template) ?? []), ...methods]);
}

/** Returns the methods that a route supports; none if it is not in the table. */
export function methodsOf(template: string): readonly string[] {
  return methodsByTemplate.get(template) ?? [];
}
