import { RequestObserver } from '@/lib/operations/request-observer';
import { RouteTemplates } from '@/lib/operations/route-templates';

/** Counts requests but logs none. */
export const quietObserver = () =>
  new RequestObserver({ accessLog: 'off', templates: new RouteTemplates([]) });
