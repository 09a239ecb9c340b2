import type { KeyScope } from '@/lib/schemas/roles';

/** What a key of each scope is for, in the order in which they are offered. */
export const scopeWords: Record<KeyScope, { label: string; meaning: string }> = {
  ingest: { label: 'Post points', meaning: 'For pipelines and exporters: posts points and annotations.' },
  read: { label: 'Read', meaning: 'For dashboards and scripts: reads everything, changes nothing.' },
  jobs: { label: 'Take jobs', meaning: 'For trainers: sees approved jobs and reports how they went.' },
  admin: { label: 'Everything', meaning: 'For automation: may do whatever an admin may.' },
};

export const scopeNames = ['ingest', 'read', 'jobs', 'admin'] as const satisfies KeyScope[];
