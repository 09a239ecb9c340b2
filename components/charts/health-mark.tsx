import { type Health, healthHelp, healthText, type LearningProgress } from './level';

const colours: Record<Health, string> = {
  drift: 'text-drift',
  silent: 'text-silent',
  warning: 'text-warning',
  late: 'text-warning',
  unstable: 'text-ink-3',
  unwatched: 'text-ink-3',
  insufficient_data: 'text-ink-3',
  stable: 'text-stable',
};

/** Each has a shape of its own, so that none is told by its colour alone. */
function Shape({ health }: { health: Health }) {
  switch (health) {
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
    case 'insufficient_data':
      return <circle cx="6" cy="6" r="4.25" strokeWidth="1.5" strokeDasharray="2 2.4" />;
    default:
      return <circle cx="6" cy="6" r="2" fill="currentColor" />;
  }
}

/** The shape of a health; whoever uses it says the word beside it. */
export function HealthShape({ health }: { health: Health }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 12 12"
      fill="none"
      stroke={health === 'drift' || health === 'warning' || health === 'stable' ? 'none' : 'currentColor'}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`size-3 shrink-0 ${colours[health]}`}
    >
      <Shape health={health} />
    </svg>
  );
}

interface HealthMarkProps {
  /** Null is what no enabled detector watches. */
  health: Health | null;
  /** How far it is, of a series or run that is learning. */
  learning?: LearningProgress | null;
}

/** The health of a model, a series or a run, in shape and word. */
export function HealthMark({ health: known, learning = null }: HealthMarkProps) {
  const health = known ?? 'unwatched';
  const isActive = health === 'drift' || health === 'silent' || health === 'warning';
  return (
    <span title={healthHelp[health]} className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <HealthShape health={health} />
      <span className={isActive ? `font-medium ${colours[health]}` : 'text-ink-2'}>
        {healthText(health, learning)}
      </span>
    </span>
  );
}
