'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ChartToNow } from '@/components/evidence/chart-to-now';
import { IncidentSentence } from '@/components/evidence/incident-sentence';
import { Labels } from '@/components/evidence/labels';
import { contextQuery, incidentQuery } from '@/components/evidence/queries';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { Job } from '@/lib/schemas/jobs';
import { doubtsOf } from './doubts';

interface JobEvidenceProps {
  job: Job;
  nowMs: number;
  /** What stands between the sentence and the chart: the decision. */
  children: ReactNode;
}

/** What speaks against a retrain, before one decides. */
function Doubts({ job }: { job: Job }) {
  const incidentId = job.worst?.incident_id;
  const { data } = useQuery({ ...contextQuery(incidentId ?? ''), enabled: incidentId !== undefined });
  const doubts = doubtsOf(job, data ?? null);
  if (doubts.length === 0) return null;
  return (
    <section aria-label="What retraining will hardly fix" className="rounded-lg bg-warning-soft px-3 py-2">
      <h3 className="font-semibold text-warning">Retraining may not help</h3>
      <ul>
        {doubts.map((doubt) => (
          <li key={doubt} className="text-pretty">
            {doubt}
          </li>
        ))}
      </ul>
    </section>
  );
}

function WorstIncident({ id, job, nowMs, children }: JobEvidenceProps & { id: string }) {
  const { data, error, refetch } = useQuery(incidentQuery(id));
  return (
    <>
      {error && !data && (
        <Notice kind="error" onRetry={() => void refetch()}>
          The evidence could not be loaded. {error.message}
        </Notice>
      )}
      {!data && !error && <Skeleton className="h-12" />}
      {data && <IncidentSentence view={data} className="text-base text-pretty break-words" />}
      <Doubts job={job} />
      {children}
      {data && (
        <section aria-label="The worst change, to now">
          <p className="mb-1 flex flex-wrap items-baseline gap-x-2">
            <span className="font-semibold">{data.metric}</span>
            <Labels labels={data.labels} />
            <Link
              href={`/incidents/${data.id}`}
              className="ml-auto font-medium text-tide underline-offset-2 hover:underline"
            >
              The whole incident
            </Link>
          </p>
          <ChartToNow view={data} reach="now" nowMs={nowMs} height={200} />
        </section>
      )}
    </>
  );
}

/** The sentence and the chart of the worst change; a job that a person asked for has neither. */
export function JobEvidence(props: JobEvidenceProps) {
  const id = props.job.worst?.incident_id;
  if (id === undefined) return props.children;
  return <WorstIncident key={id} {...props} id={id} />;
}
