import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  ClockAlert,
  EyeOff,
  type LucideIcon,
  TriangleAlert,
  Unplug,
  Waves,
} from 'lucide-react';
import { Badge, type Tone } from '@/components/ui/badge';
import { type Health, healthHelp, healthText, type LearningProgress } from './level';

const looks: Record<Health, { tone: Tone; icon: LucideIcon }> = {
  drift: { tone: 'critical', icon: CircleAlert },
  silent: { tone: 'warning', icon: Unplug },
  warning: { tone: 'warning', icon: TriangleAlert },
  late: { tone: 'warning', icon: ClockAlert },
  unstable: { tone: 'muted', icon: Waves },
  stable: { tone: 'good', icon: CircleCheck },
  insufficient_data: { tone: 'muted', icon: CircleDashed },
  unwatched: { tone: 'muted', icon: EyeOff },
};

interface LevelBadgeProps {
  level: Health | null;
  /** How far it is, of a series or run that is learning. */
  learning?: LearningProgress | null;
}

/** The health of a model, a series or a run; null is what no enabled detector watches. */
export function LevelBadge({ level, learning = null }: LevelBadgeProps) {
  const health = level ?? 'unwatched';
  return (
    <Badge tone={looks[health].tone} icon={looks[health].icon} title={healthHelp[health]}>
      {healthText(health, learning)}
    </Badge>
  );
}
