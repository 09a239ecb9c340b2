import fc from 'fast-check';

const id = fc.oneof(
  fc.uuid(),
  fc.integer({ min: -1, max: 50 }).map(String),
  fc.constantFrom(
    '%00',
    '..%2f..%2f',
    'constructor',
    '__proto__',
    'a'.repeat(3000),
    '%F0%9F%98%80',
    '1e9',
    'NaN',
  ),
);

/** Every route of the API with the methods that change something, and pages. */
const routes = fc.constantFrom<[string, (id: string) => string]>(
  ['GET', () => '/api/models'],
  ['GET', (id) => `/api/models/${id}`],
  ['DELETE', (id) => `/api/models/${id}x`],
  ['GET', (id) => `/api/series/${id}/points`],
  ['GET', (id) => `/api/series/${id}/readings`],
  ['GET', () => '/api/detectors'],
  ['POST', () => '/api/detectors'],
  ['PATCH', (id) => `/api/detectors/${id}`],
  ['DELETE', (id) => `/api/detectors/${id}`],
  ['GET', () => '/api/incidents'],
  ['GET', (id) => `/api/incidents/${id}`],
  ['POST', (id) => `/api/incidents/${id}/adopt`],
  ['GET', () => '/api/jobs'],
  ['POST', () => '/api/jobs'],
  ['GET', (id) => `/api/jobs/${id}/reasons`],
  ['POST', (id) => `/api/jobs/${id}/approve`],
  ['POST', (id) => `/api/jobs/${id}/cancel`],
  ['POST', (id) => `/api/jobs/${id}/complete`],
  ['PATCH', (id) => `/api/metrics/${id}`],
  ['GET', () => '/api/methods'],
  ['GET', (id) => `/api/${id}`],
  ['PUT', (id) => `/api/models/${id}`],
);

const text = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom('*', '*'.repeat(200), '?*'.repeat(100), '\u0000', '2026-01-01T00:00:00Z', '1e309', '-0'),
);
const value = fc.oneof(
  text,
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.json().map((json) => JSON.parse(json)),
);
const field = fc.constantFrom(
  'name',
  'model_id',
  'model_pattern',
  'metric_pattern',
  'method',
  'params',
  'min_change',
  'adopt',
  'adopt_after_days',
  'enabled',
  'comment',
  'from',
  'unit',
  'direction',
  'lower_bound',
  'upper_bound',
  'time_zone',
  '__proto__',
);
const body = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.dictionary(field, value, { maxKeys: 8 }).map((fields) => JSON.stringify(fields)),
  },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 100_000 }).map((depth) => '{"params":'.repeat(depth)) },
  { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
);
const parameter = fc.constantFrom(
  'limit',
  'cursor',
  'from',
  'to',
  'buckets',
  'status',
  'state',
  'model_id',
  'series',
  'search',
  'x',
);
const query = fc
  .dictionary(parameter, text, { maxKeys: 4 })
  .map((given) => new URLSearchParams(given).toString());

/** A request that some route accepts, or almost. Deletions and changes only reach ids that it guesses. */
export const randomRequest = fc
  .record({ route: routes, id, query, body })
  .map(({ route: [method, toPath], id, query, body }) => ({
    method,
    path: `${toPath(id)}?${query}`,
    headers: { 'content-type': 'application/json' },
    body: method === 'GET' ? '' : body,
  }));
