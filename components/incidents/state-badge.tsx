import { CircleAlert, CircleCheck, CircleDot } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Incident } from '@/lib/schemas/incidents';

const looks = {
  open: { tone: 'critical', icon: CircleAlert, text: 'Open' },
  acknowledged: { tone: 'warning', icon: CircleDot, text: 'Acknowledged' },
  resolved: { tone: 'muted', icon: CircleCheck, text: 'Resolved' },
} as const;

export function StateBadge({ state }: { state: Incident['state'] }) {
  const { tone, icon, text } = looks[state];
  return (
    <Badge tone={tone} icon={icon}>
      {text}
    </Badge>
  );
}
