import { z } from 'zod';
import { type CommonParam, commonParams, type DetectorMethod, getMethod, methods } from '../lib/monitoring';
import { adviceOf, remarks, type SituationAdvice } from './detector-guide';
import { thresholdSection } from './threshold-guide';

interface ParamSchema {
  title?: string;
  description?: string;
  unit?: string | null;
  type?: string;
  default?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  anyOf?: ParamSchema[];
}

const kinds: [DetectorMethod['kind'], string][] = [
  ['adaptive', 'Finds its own cut'],
  ['chart', 'Compares with a learned level'],
  ['window', 'Compares a reference window with the current window'],
  ['binary', 'Watches streams of errors, 0 and 1'],
  ['rule', 'Holds fixed limits'],
];

function describeRange(param: ParamSchema): string {
  if (param.anyOf) return param.anyOf.map(describeRange).join(' or ');
  if (param.enum) return param.enum.map((choice) => `\`${choice}\``).join(', ');
  if (param.type === 'null') return 'none';
  if (param.type === 'boolean') return 'true, false';
  if (param.minimum === undefined && param.exclusiveMinimum === undefined) return '';
  const from = param.exclusiveMinimum === undefined ? param.minimum : `above ${param.exclusiveMinimum}`;
  return `${from} to ${param.maximum}`;
}

const cell = (text: unknown) =>
  String(text ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');

function describeParams(method: DetectorMethod): string[] {
  const schema = z.toJSONSchema(method.paramsSchema as z.ZodType, { io: 'input' });
  const params = Object.entries((schema.properties ?? {}) as Record<string, ParamSchema>);
  return [
    '| param | unit | range | default | effect |',
    '| --- | --- | --- | --- | --- |',
    ...params.map(([name, param]) => {
      const calibrated = name === method.calibratedParam ? ' Calibration solves for this one.' : '';
      return `| \`${name}\` | ${cell(param.unit ?? '–')} | ${cell(describeRange(param))} | ${cell(param.default ?? 'none')} | ${cell(param.description)}${calibrated} |`;
    }),
  ];
}

/**
 * Describes the cost per point at the default params, to two digits; a test counts it at the largest params.
 */
function describeUpdateCost(method: DetectorMethod): string {
  const defaults = method.paramsSchema.safeParse({});
  const operations = method.updateCost(defaults.success ? defaults.data : {});
  return `At most ${Number(operations.toPrecision(2)).toLocaleString('en')} operations per point at the defaults.`;
}

function describeMethod(method: DetectorMethod): string[] {
  return [
    `### \`${method.method}\`: ${method.label}`,
    '',
    method.summary,
    '',
    `- **Sees:** ${method.sees}`,
    `- **Misses:** ${method.misses}`,
    `- **Cost:** ${method.cost} ${describeUpdateCost(method)}`,
    `- **Source:** ${method.paper}`,
    '',
    ...describeParams(method),
    '',
  ];
}

/** Returns docs/detectors.md, generated from the registry. */
export function describeDetectors(): string {
  const lines = [
    '# Detection methods',
    '',
    '`npm run docs:detectors` writes this page from the registry; a test fails if it is stale. Every method takes its points one',
    'by one, keeps a state of bounded size, and reports `insufficient_data` until it can judge. Drift is `statistic > threshold`.',
    'A series that wanders, so that it has no level to judge, is `unstable`; only `auto` reports that.',
    '',
    '## Which method should I use?',
    '',
    'Use the first row that fits.',
    '',
    '| situation | use | why |',
    '| --- | --- | --- |',
    ...adviceOf(methods).map(describeAdvice),
    '',
    ...remarks.map((remark) => `- ${remark}`),
    '',
    ...thresholdSection,
    '## What they have in common',
    '',
    '| param | meaning | not in |',
    '| --- | --- | --- |',
    ...Object.entries(commonParams).map(
      ([name, meaning]) => `| \`${name}\` | ${cell(meaning)} | ${cell(absencesOf(name as CommonParam))} |`,
    ),
    '',
    '## All methods',
    '',
    '| method | kind | what it sees | calm streams with an alarm: independent, autocorrelated |',
    '| --- | --- | --- | --- |',
    ...methods.map(
      ({ method, kind, summary, guide }) =>
        `| ${linkTo(method)} | ${kind} | ${cell(summary)} | ${alarmsOf(guide)} |`,
    ),
    '',
  ];
  for (const [kind, title] of kinds) {
    const ofKind = methods.filter((method) => method.kind === kind);
    if (ofKind.length === 0) continue;
    lines.push(`## ${title}`, '', ...ofKind.flatMap(describeMethod));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

/** One row: the methods for a situation, and why; methods with the same reason share it. */
function describeAdvice({ situation, choices }: SituationAdvice): string {
  const [first] = choices;
  const reasons =
    choices.length === 1 && first ? [first.why] : byReason(choices.map(({ method, why }) => [why, method]));
  const links = choices.map(({ method }) => linkTo(method));
  return `| ${cell(situation)} | ${links.join(', ')} | ${cell(reasons.join(' '))} |`;
}

function linkTo(id: string): string {
  const { method, label } = getMethod(id);
  return `[\`${method}\`](#${anchor(method, label)})`;
}

function alarmsOf({ calmAlarms }: DetectorMethod['guide']): string {
  return calmAlarms === undefined ? '–' : `${calmAlarms[0]} %, ${calmAlarms[1]} %`;
}

/** The methods that lack a param, grouped by the reason why. */
function absencesOf(param: CommonParam): string {
  return byReason(
    methods.flatMap(({ method, guide }) => {
      const why = guide.lacks?.[param];
      return why === undefined ? [] : [[why, method] as const];
    }),
  ).join(' ');
}

/** Reasons with the methods that they are for, in the order of their first method. */
function byReason(reasons: readonly (readonly [why: string, method: string])[]): string[] {
  const methodsFor = new Map<string, string[]>();
  for (const [why, method] of reasons) methodsFor.set(why, [...(methodsFor.get(why) ?? []), `\`${method}\``]);
  return [...methodsFor].map(([why, ids]) => `${ids.join(', ')}: ${why}`);
}

/** Returns the anchor that Markdown renderers give the heading of a method. */
function anchor(method: string, label: string): string {
  return `${method}: ${label}`
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
