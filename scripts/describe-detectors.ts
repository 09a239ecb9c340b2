import { z } from 'zod';
import { type DetectorMethod, getMethod, methods } from '../lib/monitoring';
import { advice, calmAlarms, commonParams, remarks, withoutParam } from './detector-guide';
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
  ['adaptive', 'Detects changes on its own'],
  ['chart', 'Compares with a learned level'],
  ['window', 'Compares a reference window with the current window'],
  ['binary', 'Watches streams of errors, 0 and 1'],
  ['rule', 'Checks fixed limits'],
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
      const calibrated = name === method.calibratedParam ? ' Calibration solves for this param.' : '';
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
    'Written by `npm run docs:detectors` from the registry; a test fails if this page is stale. Every method takes its points one',
    'by one, keeps a state of bounded size, and reports `insufficient_data` until it can judge. Drift is `statistic > threshold`.',
    'A series that wanders and has no level to judge is `unstable`; only `auto` reports this.',
    '',
    '## Which method should I use?',
    '',
    'Use the first row that fits.',
    '',
    '| situation | take | why |',
    '| --- | --- | --- |',
    ...advice.map(
      ({ situation, methods: ids, why }) =>
        `| ${cell(situation)} | ${ids.map(linkTo).join(', ')} | ${cell(why)} |`,
    ),
    '',
    ...remarks.map((remark) => `- ${remark}`),
    '',
    ...thresholdSection,
    '## Common params',
    '',
    '| param | meaning | not in |',
    '| --- | --- | --- |',
    ...commonParams.map(
      ({ name, meaning }) => `| \`${name}\` | ${cell(meaning)} | ${cell(absencesOf(name))} |`,
    ),
    '',
    '## All methods',
    '',
    '| method | kind | what it sees | calm streams with an alarm: independent, autocorrelated |',
    '| --- | --- | --- | --- |',
    ...methods.map(
      ({ method, kind, summary }) =>
        `| ${linkTo(method)} | ${kind} | ${cell(summary)} | ${alarmsOf(method)} |`,
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

/** @throws if the guide names a method that is not in the registry */
function linkTo(id: string): string {
  const { method, label } = getMethod(id);
  return `[\`${method}\`](#${anchor(method, label)})`;
}

function alarmsOf(id: string): string {
  const measured = calmAlarms[id];
  return measured === undefined ? '–' : `${measured[0]} %, ${measured[1]} %`;
}

function absencesOf(param: string): string {
  return withoutParam
    .filter((rule) => rule.param === param)
    .map((rule) => `${rule.methods.map((id) => `\`${id}\``).join(', ')}: ${rule.why}`)
    .join(' ');
}

/** Returns the anchor that Markdown renderers give the heading of a method. */
function anchor(method: string, label: string): string {
  return `${method}: ${label}`
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
