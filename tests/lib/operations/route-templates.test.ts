import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { otherRoute, RouteTemplates, readRouteTemplates } from '@/lib/operations/route-templates';

const templates = new RouteTemplates([
  '',
  'api/models',
  'api/models/[id]',
  'api/jobs/[id]/approve',
  'api/[...path]',
]);

describe('the route of an address', () => {
  test.each([
    ['/', '/'],
    ['/?a=/api/models', '/'],
    ['/api/models', '/api/models'],
    ['/api/models?limit=5', '/api/models'],
    ['/api/models/fraud%2Fdetector', '/api/models/:id'],
    ['/api/jobs/7/approve', '/api/jobs/:id/approve'],
    ['/_next/static/chunks/x.js', '/_next'],
    ['/api/jobs/7', otherRoute],
    ['/api/models/', otherRoute],
    ['/api/nothing', otherRoute],
    ['/api/models/a/b', otherRoute],
    ['', otherRoute],
    ['*', otherRoute],
    ['//', otherRoute],
    [`/${'a/'.repeat(10_000)}`, otherRoute],
  ])('%s is %s', (url, template) => expect(templates.of(url)).toBe(template));

  test('comes from a small set, whatever clients ask for', () => {
    const known = new Set([
      '/',
      '/api/models',
      '/api/models/:id',
      '/api/jobs/:id/approve',
      '/_next',
      otherRoute,
    ]);
    const segment = fc.oneof(fc.constantFrom('api', 'models', 'jobs', 'approve', '_next', ''), fc.string());
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 10 }), (segments) =>
        known.has(templates.of(`/${segments.join('/')}`)),
      ),
      { seed: 11, numRuns: 2000 },
    );
  });

  test('exists for every page and route of the app', () => {
    const app = readRouteTemplates('app');
    expect(app.of('/')).toBe('/');
    expect(app.of('/models/x')).toBe('/models/:id');
    expect(app.of('/api/metrics')).toBe('/api/metrics');
    expect(app.of('/api/series/7/points?from=1')).toBe('/api/series/:id/points');
    expect(app.of('/api/unknown')).toBe(otherRoute);
  });
});
