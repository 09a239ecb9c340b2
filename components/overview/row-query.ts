import type { OpenChange, OverviewRow } from '@/lib/schemas/overview';
import { spanMs } from '@/lib/schemas/time-span';
import { type State, stateOf, states } from './state';

/** One condition of the query box: a word, or a name with the values of which one has to fit. */
export interface Term {
  /** `state`, `model`, `metric`, `job`, `changed` or the name of a label; null of a free word. */
  name: string | null;
  values: string[];
  isNot: boolean;
}

/** A token ends at a blank outside double quotes, or after them. */
const tokenPattern = /[^\s"]+(?:"[^"]*"?)?|"[^"]*"?/g;

/**
 * The parts of a token such as `-region:"eu west"`; without a value after the colon all of it is the value.
 */
function partsOf(token: string): { isNot: boolean; name: string | undefined; value: string } {
  const isNot = token.length > 1 && token.startsWith('-');
  const rest = isNot ? token.slice(1) : token;
  const colon = rest.indexOf(':');
  const isNamed = colon > 0 && colon < rest.length - 1 && !rest.slice(0, colon).includes('"');
  return isNamed
    ? { isNot, name: rest.slice(0, colon), value: rest.slice(colon + 1) }
    : { isNot, name: undefined, value: rest };
}

const unquoted = (text: string) => text.replace(/^"|"$/g, '');

/**
 * `state:drift,silent metric:accuracy region:eu fraud -"old model"`: words with blanks between them, each has
 * to fit. A value of several is written with commas, one with blanks in quotes, `*` is any run of characters,
 * and a minus in front turns a term round.
 */
export function parseRowQuery(text: string): Term[] {
  return [...text.matchAll(tokenPattern)].flatMap(([token]) => {
    const { isNot, name, value } = partsOf(token);
    const isQuoted = value.startsWith('"');
    const values = (isQuoted ? [unquoted(value)] : value.split(',')).filter((one) => one !== '');
    // While somebody types a name, its value is still to come.
    const isUnfinished = !isQuoted && name === undefined && value.endsWith(':');
    if (values.length === 0 || isUnfinished) return [];
    return [
      {
        name: name?.toLowerCase() ?? null,
        values: values.map((one) => one.toLowerCase()),
        isNot,
      },
    ];
  });
}

/** A value as it is written in the query box. */
export function quoted(value: string): string {
  return /[\s",:]/.test(value) || value === '' ? `"${value.replaceAll('"', '')}"` : value;
}

const isNamed = (name: string) => (term: Term) => term.name === name && !term.isNot;

/** The states that the query asks for; none is all of them. */
export function statesIn(terms: Term[]): State[] {
  const asked = terms.filter(isNamed('state')).flatMap(({ values }) => values);
  return states.filter((state) => asked.includes(state));
}

/** The text of a query with another choice of states, and everything else as it was typed. */
export function withStates(text: string, chosen: State[]): string {
  const rest = text
    .replace(tokenPattern, (token) => {
      const { isNot, name } = partsOf(token);
      return !isNot && name?.toLowerCase() === 'state' ? '' : token;
    })
    .replace(/\s+/g, ' ')
    .trim();
  return [chosen.length > 0 ? `state:${chosen.join(',')}` : '', rest].filter(Boolean).join(' ');
}

const includes = (text: string, part: string) => text.toLowerCase().includes(part);

/** Whether a text is one of some values, in which `*` is any run of characters; all in lower case. */
function isAnyOf(text: string, globs: string[]): boolean {
  const lower = text.toLowerCase();
  return globs.some((glob) => {
    if (!glob.includes('*')) return lower === glob;
    const [first = '', ...rest] = glob.split('*');
    if (!lower.startsWith(first)) return false;
    let at = first.length;
    for (const [index, part] of rest.entries()) {
      if (index === rest.length - 1) return lower.length - part.length >= at && lower.endsWith(part);
      const found = lower.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return true;
  });
}

function hasLabel({ labels }: OverviewRow, name: string, values: string[]): boolean {
  const [, held] = Object.entries(labels).find(([key]) => key.toLowerCase() === name) ?? [];
  return held?.some((value) => isAnyOf(value, values)) ?? false;
}

function hasWord(row: OverviewRow, word: string): boolean {
  return (
    includes(row.id, word) ||
    row.metrics.some((metric) => includes(metric, word)) ||
    Object.values(row.labels).some((values) => values.some((value) => includes(value, word)))
  );
}

/** What the rows themselves do not say. */
export interface QueryContext {
  /** When the last open incident of each model opened, in epoch milliseconds. */
  lastChange: ReadonlyMap<string, number>;
  nowMs: number;
}

function fits(row: OverviewRow, { name, values }: Term, { lastChange, nowMs }: QueryContext): boolean {
  if (name === null) return values.some((word) => hasWord(row, word));
  if (name === 'state') return values.includes(stateOf(row.health));
  if (name === 'model') return isAnyOf(row.id, values);
  if (name === 'changed')
    return values.some((span) => (lastChange.get(row.id) ?? 0) > nowMs - (spanMs(span) ?? 0));
  if (name === 'metric') return row.metrics.some((metric) => isAnyOf(metric, values));
  if (name === 'job')
    return values.some((one) => (one === 'none' ? !row.open_job : includes(row.open_job?.status ?? '', one)));
  return hasLabel(row, name, values);
}

/** The rows for which every term holds. */
export function matchingRows(rows: OverviewRow[], terms: Term[], context: QueryContext): OverviewRow[] {
  return terms.length === 0
    ? rows
    : rows.filter((row) => terms.every((term) => fits(row, term, context) !== term.isNot));
}

/** The same without the choice of states, so that the counts say what another choice would find. */
export function matchingAnyState(rows: OverviewRow[], terms: Term[], context: QueryContext): OverviewRow[] {
  return matchingRows(
    rows,
    terms.filter((term) => !isNamed('state')(term)),
    context,
  );
}

/** Whether a change is about what the query asks for: its metric, its labels. */
function concerns({ metric, labels }: OpenChange, { name, values, isNot }: Term): boolean {
  if (name === null || ['state', 'job', 'model', 'changed'].includes(name)) return true;
  if (name === 'metric') return isAnyOf(metric, values) !== isNot;
  const [, held] = Object.entries(labels).find(([key]) => key.toLowerCase() === name) ?? [];
  return (held !== undefined && isAnyOf(held, values)) !== isNot;
}

/** When the last open incident of each model opened. */
export function lastChanges(changes: OpenChange[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const { model_id, opened_ts } of changes)
    last.set(model_id, Math.max(last.get(model_id) ?? 0, Date.parse(opened_ts)));
  return last;
}

/** The open changes of each model that the query is about, the largest effect first. */
export function changesByModel(changes: OpenChange[], terms: Term[]): Map<string, OpenChange[]> {
  const byModel = new Map<string, OpenChange[]>();
  for (const change of changes) {
    if (!terms.every((term) => concerns(change, term))) continue;
    const held = byModel.get(change.model_id);
    if (held) held.push(change);
    else byModel.set(change.model_id, [change]);
  }
  return byModel;
}
