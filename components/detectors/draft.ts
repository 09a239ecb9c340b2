import type { AdoptRule, Detector, Method } from '@/lib/schemas/detectors';
import { type Budget, isBudget } from './budget';
import { paramFields } from './param-fields';
import { type DetectorFormValues, defaultParams, storedParams, storedRules } from './read-detector-form';

/** What the editor holds: every control as typed. */
export interface Draft extends DetectorFormValues {
  /** How rare false alarms are to be; null where the threshold is set by hand. */
  budget: Budget | null;
}

const firstMethod = 'auto';
const firstBudget: Budget = 'month';
const adoptRules: readonly string[] = ['never', 'on_completion', 'after_days'] satisfies AdoptRule[];

const fieldsOf = (methods: readonly Method[], id: string) => {
  const method = methods.find((one) => one.method === id);
  return method ? paramFields(method.params_schema) : [];
};

/** A new detector before anything is chosen. */
export function newDraft(methods: readonly Method[]): Draft {
  return {
    name: '',
    model_pattern: '*',
    metric_pattern: '',
    method: firstMethod,
    ...storedRules(),
    params: defaultParams(fieldsOf(methods, firstMethod)),
    enabled: true,
    budget: firstBudget,
  };
}

/** A stored detector as it is: its threshold stays until a budget is chosen. */
export function draftOf(detector: Detector, methods: readonly Method[]): Draft {
  return {
    name: detector.name,
    model_pattern: detector.model_pattern,
    metric_pattern: detector.metric_pattern,
    method: detector.method,
    ...storedRules(detector),
    params: storedParams(fieldsOf(methods, detector.method), detector),
    enabled: detector.enabled,
    budget: null,
  };
}

/** The same with another method and its defaults; its threshold comes of the budget, if it has one. */
export function withMethod(draft: Draft, method: Method): Draft {
  return {
    ...draft,
    method: method.method,
    params: defaultParams(paramFields(method.params_schema)),
    budget: method.calibrated_param === null ? null : (draft.budget ?? firstBudget),
  };
}

const plainKeys = {
  name: 'name',
  model: 'model_pattern',
  metric: 'metric_pattern',
  method: 'method',
  ignore: 'minChange',
  ignore_unit: 'minChangeUnit',
  adopt: 'adopt',
  days: 'adoptAfterDays',
} as const satisfies Record<string, keyof Draft>;

const paramPrefix = 'p.';

/** What the draft has other than its base, as a query; a deep link opens the editor with it. */
export function toDraftQuery(draft: Draft, base: Draft, methods: readonly Method[]): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [key, field] of Object.entries(plainKeys)) {
    if (draft[field] !== base[field]) query[key] = draft[field];
  }
  if (draft.budget !== base.budget) query.budget = draft.budget ?? 'hand';
  const own = draft.method === base.method ? base.params : defaultParams(fieldsOf(methods, draft.method));
  for (const [name, text] of Object.entries(draft.params)) {
    if (text !== own[name]) query[`${paramPrefix}${name}`] = text;
  }
  return query;
}

/** The base with what the query changes; what it does not know is left alone. */
export function fromDraftQuery(query: URLSearchParams, base: Draft, methods: readonly Method[]): Draft {
  const method = methods.find((one) => one.method === query.get('method'));
  let draft = method && method.method !== base.method ? withMethod(base, method) : base;
  for (const [key, field] of Object.entries(plainKeys)) {
    const text = query.get(key);
    if (text === null || field === 'method') continue;
    if (field === 'adopt' && !adoptRules.includes(text)) continue;
    if (field === 'minChangeUnit' && text !== 'absolute' && text !== 'percent') continue;
    draft = { ...draft, [field]: text };
  }
  const budget = query.get('budget');
  if (budget === 'hand' || isBudget(budget)) draft = { ...draft, budget: budget === 'hand' ? null : budget };
  const params = { ...draft.params };
  for (const [key, text] of query) {
    const name = key.slice(paramPrefix.length);
    if (key.startsWith(paramPrefix) && params[name] !== undefined) params[name] = text;
  }
  return { ...draft, params };
}

/** Keys of the address that belong to the draft. */
export const isDraftKey = (key: string) =>
  key === 'budget' || key in plainKeys || key.startsWith(paramPrefix);

/** A name for who gives none: `accuracy of fraud-*: lasting change`. */
export function suggestedName(draft: Draft, method: Method | undefined): string {
  const what = draft.metric_pattern.trim() || '*';
  const where = draft.model_pattern.trim();
  const subject = `${what === '*' ? 'Every metric' : what}${where === '' || where === '*' ? '' : ` of ${where}`}`;
  const goal = method?.label.replace(/ \(.*\)$/, '').toLowerCase() ?? draft.method;
  return `${subject}: ${goal}`.slice(0, 200);
}
