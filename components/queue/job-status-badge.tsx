import { Ban, CircleCheck, CircleX, Clock, Hourglass, ListChecks, type LucideIcon, Play } from 'lucide-react';
import { Badge, type Tone } from '@/components/ui/badge';
import { formatStatus } from '@/lib/format';
import type { JobStatus } from '@/lib/schemas/jobs';

const looks: Record<JobStatus, { tone: Tone; icon: LucideIcon }> = {
  deferred: { tone: 'warning', icon: Hourglass },
  pending_approval: { tone: 'active', icon: Clock },
  queued: { tone: 'good', icon: ListChecks },
  leased: { tone: 'good', icon: Play },
  running: { tone: 'good', icon: Play },
  verifying: { tone: 'active', icon: ListChecks },
  succeeded: { tone: 'good', icon: CircleCheck },
  verified: { tone: 'good', icon: CircleCheck },
  failed: { tone: 'critical', icon: CircleX },
  cancelled: { tone: 'muted', icon: Ban },
  rejected: { tone: 'muted', icon: Ban },
  expired: { tone: 'muted', icon: Hourglass },
};

export function JobStatusBadge({ status }: { status: JobStatus }) {
  const text = formatStatus(status);
  return (
    <Badge tone={looks[status].tone} icon={looks[status].icon}>
      {text.charAt(0).toUpperCase() + text.slice(1)}
    </Badge>
  );
}
