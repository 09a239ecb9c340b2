import { type State, stateHelp, stateWords } from './state';

const colours: Record<State, string> = {
  drift: 'text-drift',
  silent: 'text-silent',
  warning: 'text-warning',
  late: 'text-warning',
  unstable: 'text-ink-3',
  unwatched: 'text-ink-3',
  learning: 'text-ink-3',
  stable: 'text-stable',
};

/** Each state has a shape of its own, so that none is told by its colour alone. */
function Shape({ state }: { state: State }) {
  switch (state) {
    case 'drift':
      return <circle cx="6" cy="6" r="5" fill="currentColor" />;
    case 'silent':
      return <circle cx="6" cy="6" r="4.25" strokeWidth="1.5" />;
    case 'warning':
      return <path d="M6 1.5 11 10.5H1Z" fill="currentColor" />;
    case 'late':
      return <path d="M6 1.5 11 10.5H1Z" strokeWidth="1.4" />;
    case 'unstable':
      return <path d="M.8 6.5c1.6-3.4 3.2-3.4 5.2-.5s3.6 2.9 5.2-.5" strokeWidth="1.5" />;
    case 'unwatched':
      return <path d="M2.5 6h7" strokeWidth="1.5" />;
    case 'learning':
      return <circle cx="6" cy="6" r="4.25" strokeWidth="1.5" strokeDasharray="2 2.4" />;
    default:
      return <circle cx="6" cy="6" r="2" fill="currentColor" />;
  }
}

/** The shape of a state; whoever uses it says the word beside it. */
export function StateShape({ state }: { state: State }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 12 12"
      fill="none"
      stroke={state === 'drift' || state === 'warning' || state === 'stable' ? 'none' : 'currentColor'}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`size-3 shrink-0 ${colours[state]}`}
    >
      <Shape state={state} />
    </svg>
  );
}

/** A state in shape and word. */
export function StateMark({ state }: { state: State }) {
  const isActive = state === 'drift' || state === 'silent' || state === 'warning';
  return (
    <span title={stateHelp[state]} className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <StateShape state={state} />
      <span className={isActive ? `font-medium ${colours[state]}` : 'text-ink-2'}>{stateWords[state]}</span>
    </span>
  );
}
