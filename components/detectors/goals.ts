import type { Method } from '@/lib/schemas/detectors';

/** What a person wants to notice; only who knows the methods has to choose one. */
export type Goal = 'lasting' | 'short' | 'limit' | 'method';

export const goals: readonly { id: Goal; method: string | null; label: string; help: string }[] = [
  {
    id: 'lasting',
    method: 'auto',
    label: 'A lasting change, automatic',
    help: 'The level, the spread or the shape of a series becomes another one and stays so.',
  },
  {
    id: 'short',
    method: 'anomaly',
    label: 'Short oddities, automatic',
    help: 'Spikes, dips, flat lines and odd shapes, also when they pass by themselves.',
  },
  {
    id: 'limit',
    method: 'static_threshold',
    label: 'A limit I know',
    help: 'A value below or above a number that you set.',
  },
  {
    id: 'method',
    method: null,
    label: 'Choose a method…',
    help: 'One of the methods of the literature, with all its parameters.',
  },
];

export function goalOf(method: string): Goal {
  return goals.find((goal) => goal.method === method)?.id ?? 'method';
}

const kinds: readonly { kind: Method['kind']; title: string }[] = [
  { kind: 'chart', title: 'Control charts: the level against what was ordinary' },
  { kind: 'window', title: 'Distributions: the newest points against a reference' },
  { kind: 'adaptive', title: 'Adaptive: find by themselves what to compare' },
  { kind: 'binary', title: 'Errors: for values of 0 and 1' },
  { kind: 'rule', title: 'Rules' },
];

export interface MethodGroup {
  title: string;
  methods: Method[];
}

/**
 * The methods that have all words of the search somewhere, by kind; those that have a choice of their own are
 * left out.
 */
export function methodGroups(methods: readonly Method[], search: string): MethodGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const isFound = ({ method, label, summary }: Method) => {
    const text = `${method} ${label} ${summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return kinds
    .map(({ kind, title }) => ({
      title,
      methods: methods.filter((one) => one.kind === kind && goalOf(one.method) === 'method' && isFound(one)),
    }))
    .filter((group) => group.methods.length > 0);
}
