import { z } from 'zod';
import { type DetectorMethod, methods } from '../lib/monitoring';

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

function describeMethod(method: DetectorMethod): string[] {
  return [
    `### \`${method.method}\`: ${method.label}`,
    '',
    method.summary,
    '',
    `- **Sees:** ${method.sees}`,
    `- **Misses:** ${method.misses}`,
    `- **Cost:** ${method.cost}`,
    `- **Where from:** ${method.paper}`,
    '',
    ...describeParams(method),
    '',
  ];
}

/** docs/detectors.md, from the registry. */
export function describeDetectors(): string {
  const lines = [
    '# Detection methods',
    '',
    'Written by `npm run docs:detectors` from the registry; a test fails when this page is stale. Every method takes its points one',
    'by one, keeps a state of bounded size, and says `insufficient_data` until it can judge. Drift is `statistic > threshold`.',
    '',
    '## Which one should I take?',
    '',
    '| method | kind | what it sees |',
    '| --- | --- | --- |',
    ...methods.map(
      ({ method, kind, summary, label }) =>
        `| [\`${method}\`](#${anchor(method, label)}) | ${kind} | ${cell(summary)} |`,
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

/** The anchor that Markdown renderers give the heading of a method. */
function anchor(method: string, label: string): string {
  return `${method}: ${label}`
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
