/**
 * The import rules of the project (docs/architecture.md has the table). Each folder names what it may import
 * of ours; everything else is refused, relative or aliased, and so are cycles.
 */
const small = {
  env: '^lib/env\\.ts$',
  errors: '^lib/errors\\.ts$',
  logger: '^lib/logger\\.ts$',
  format: '^lib/format\\.ts$',
  csvLine: '^lib/csv-line\\.ts$',
  processWide: '^lib/process-wide\\.ts$',
};
const schemas = '^lib/schemas/';
const stats = '^lib/stats/';
const detectors = '^lib/detectors/';
/**
 * The levels, the directions of a metric and which reading is the worse one: pure, and the same on every
 * side.
 */
const readingWords = '^lib/detectors/(types|worse-reading)\\.ts$';
const monitoring = '^lib/monitoring/';
const policy = '^lib/policy/';
const db = '^lib/db/';
const generated = '^lib/generated/';
const secrets = '^lib/secrets/';
const services = '^lib/services/';
const ingest = '^lib/ingest/';
const http = '^lib/http/';
/** Requests to addresses that users name. */
const outgoing = '^lib/http/outgoing/';
/** Who sent a request, how often somebody may try to sign in, and whose turn it is. */
const visits = '^lib/http/(allowed-host|rate-limit|sender-of|turns|visit-of)\\.ts$';
const identity = '^lib/identity/';
const mail = '^lib/mail/';
const httpClient = '^lib/http/(client|browser-session)\\.ts$';
/** What the handler of points has in common with the routes. */
const httpAnswers = [
  '^lib/http/problem\\.ts$',
  '^lib/http/parse-query\\.ts$',
  '^lib/http/body-budget\\.ts$',
  '^lib/http/end-of-json\\.ts$',
  '^lib/http/caller\\.ts$',
  '^lib/http/rate-limit\\.ts$',
];
const ui = '^components/ui/';
const charts = '^components/charts/';
/** What an incident shows wherever it is shown: on its own page, in lists and in the queue. */
const evidence = '^components/evidence/';
/** Who is signed in and what they may do, for every screen with something to press. */
const access = '^components/access/';
/** Pure and small: a form previews with it exactly what the server will match. */
const patterns = '^lib/policy/matches-pattern\\.ts$';
/** The actions of the audit trail in words, for every screen that shows some. */
const auditWords = '^lib/policy/describe-audit\\.ts$';
/** What each role may do: screens show, disable or hide by the same table. */
const accessTable = '^lib/policy/access\\.ts$';
/** What is counted and traced while it runs, and the request it runs for. */
const telemetry = '^lib/telemetry/';
const runtime = [small.env, small.errors, small.logger, small.processWide, telemetry];

/** Which folders of ours a folder may import, besides itself. */
const mayImport = {
  '^app/': [
    '^components/',
    '^app/',
    '^examples/',
    services,
    ingest,
    schemas,
    accessTable,
    http,
    small.errors,
    small.env,
    small.logger,
  ],
  '^components/ui/': [ui],
  '^components/charts/': [charts, ui, readingWords, small.format],
  '^benchmarks/': ['^benchmarks/', monitoring, stats],
  '^lib/stats/': [stats],
  '^lib/detectors/': [detectors, stats, small.errors],
  '^lib/monitoring/': [monitoring, detectors, stats, small.errors],
  '^lib/policy/': [policy, readingWords, schemas],
  '^lib/schemas/': [schemas, readingWords],
  '^lib/postgres/': ['^lib/postgres/', ...runtime],
  '^lib/db/': [db, generated, readingWords, ...runtime],
  '^lib/secrets/': [secrets, db, ...runtime],
  '^lib/mail/': [mail, outgoing, schemas, ...runtime],
  '^lib/identity/': [identity, outgoing, schemas, ...runtime],
  '^lib/services/': [
    services,
    mail,
    identity,
    visits,
    policy,
    monitoring,
    readingWords,
    schemas,
    db,
    secrets,
    small.csvLine,
    ...runtime,
  ],
  '^lib/ingest/': [ingest, schemas, monitoring, policy, services, db, ...httpAnswers, ...runtime],
  '^lib/background/': [
    '^lib/background/',
    services,
    schemas,
    '^lib/db/(session-lock|worker-pool)\\.ts$',
    ...runtime,
  ],
  '^lib/http/': [http, schemas, '^lib/db/unavailable\\.ts$', ...runtime],
  '^lib/telemetry/': [telemetry, small.processWide],
  '^lib/operations/': ['^lib/operations/', ingest, schemas, db, secrets, '^lib/http/', ...runtime],
  '^examples/': ['^examples/', schemas, small.errors],
  '^lib/(csv-line|errors|format|process-wide)\\.ts$': [],
  '^lib/env\\.ts$': [small.errors],
  '^lib/logger\\.ts$': [small.env, telemetry],
};

/** Packages that belong to one layer only. */
const packageRules = [
  {
    name: 'pure-folders-have-no-io',
    comment: 'stats, detectors, monitoring, policy and schemas run anywhere: no Node, Prisma, React or Next.',
    severity: 'error',
    from: { path: '^lib/(stats|detectors|monitoring|policy|schemas)/' },
    to: { path: ['^node_modules/(@prisma|prisma|react|react-dom|next|pg|@tanstack)(/|$)', '^node:'] },
  },
  {
    name: 'pure-folders-have-no-node-core',
    severity: 'error',
    from: { path: '^lib/(stats|detectors|monitoring|policy|schemas)/' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'links-do-not-prefetch',
    comment: 'components/ui/link.tsx is the link of the app, which fetches nothing before it is followed.',
    severity: 'error',
    from: { path: '^(app|components)/', pathNot: '^components/ui/link\\.tsx$' },
    to: { path: '^node_modules/next/link' },
  },
  {
    name: 'prisma-only-in-db',
    comment: 'Only lib/db speaks to Prisma and pg; everybody else takes what lib/db exports.',
    severity: 'error',
    from: { path: '^(app|components|lib)/', pathNot: ['^lib/db/', '^lib/generated/', '^lib/postgres/'] },
    to: { path: ['^node_modules/(@prisma|prisma|pg)(/|$)', generated] },
  },
];

const featureRule = {
  name: 'a-feature-imports-no-other-feature',
  comment:
    'components/<feature> may import ui, charts, evidence, access, schemas, lib/http/client.ts and browser-session.ts, lib/format.ts, lib/csv-line.ts, the pattern matcher, the table of access and the words of readings and of the audit trail.',
  severity: 'error',
  from: { path: '^components/(?!ui/|charts/)([^/]+)/' },
  to: {
    path: '^(app|components|lib|prisma|scripts|tests|examples|benchmarks)/',
    pathNot: [
      '^components/$1/',
      ui,
      charts,
      evidence,
      access,
      schemas,
      httpClient,
      small.format,
      small.csvLine,
      patterns,
      auditWords,
      accessTable,
      readingWords,
    ],
  },
};

const layerRules = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `imports-of ${folder}`,
  severity: 'error',
  from: { path: folder },
  to: { path: '^(app|components|lib|prisma|scripts|tests|examples|benchmarks)/', pathNot: allowed },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'only-scripts-and-tests-import-scripts',
      severity: 'error',
      from: { pathNot: '^(scripts|tests)/' },
      to: { path: '^(scripts|tests)/' },
    },
    ...layerRules,
    featureRule,
    ...packageRules,
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^lib/generated/'] },
    exclude: { path: ['^\\.next/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
