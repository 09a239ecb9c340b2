'use client';

import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useRefusal } from '@/components/access/access';
import { type IncidentView, incidentQuery } from '@/components/evidence/queries';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { EmptyState } from '@/components/ui/empty-state';
import { MoreButton } from '@/components/ui/more-button';
import { Notice } from '@/components/ui/notice';
import { LoadingRows } from '@/components/ui/skeleton';
import { useNextPage } from '@/components/ui/use-next-page';
import { usePageQuery } from '@/components/ui/use-page-query';
import type { Job, JobPage } from '@/lib/schemas/jobs';
import { decisionsFor } from './decision-bar';
import { JobList } from './job-list';
import { type JobNotice, JobNotices } from './job-notices';
import { useLinkedJob } from './linked-job';
import { lostRaceSentence } from './lost-race';
import { type Decision, jobQuery, jobsQuery, type Part, partNames, partOf } from './queries';
import { QueueHeader } from './queue-header';
import { useDecision } from './use-decision';
import { useQueueKeys } from './use-queue-keys';
import { useShownJobs } from './use-shown-jobs';

/** An empty queue needs no charts. */
const JobDetail = dynamic(() => import('./job-detail').then((module) => module.JobDetail), {
  loading: () => null,
});
/** It comes when somebody asks for it. */
const BulkCancelDialog = dynamic(
  () => import('./bulk-cancel-dialog').then((module) => module.BulkCancelDialog),
  { loading: () => null },
);

const outcomes: Record<Decision, string> = {
  approve: 'approved',
  cancel: 'cancelled',
  complete: 'said to have succeeded',
  fail: 'said to have failed',
};

const empty: Record<Part, { title: string; text: string }> = {
  waiting: {
    title: 'Nothing waits for a decision',
    text: 'A confirmed drift queues one retrain job per model; further drift joins it as another reason.',
  },
  active: { title: 'No approved job is under way', text: 'Nothing is trained without an approval.' },
  past: { title: 'No job has ended yet', text: 'Jobs that were cancelled or carried out are kept here.' },
};

/** What the server knew when it made the page. */
export interface InitialQueue {
  part: Part;
  page: JobPage;
  incident?: IncidentView | undefined;
}

interface QueueScreenProps {
  initial?: InitialQueue | undefined;
  nowMs: number;
}

/** The desk: what waits on the left, the open one with all it takes to decide on the right. */
export function QueueScreen({ initial, nowMs }: QueueScreenProps) {
  const { query, change } = usePageQuery();
  const part = partNames.find((name) => name === query.get('show')) ?? 'waiting';
  const client = useQueryClient();
  const [isSeeded] = useState(() => {
    if (initial?.incident) client.setQueryData(incidentQuery(initial.incident.id).queryKey, initial.incident);
    return true;
  });
  const first = isSeeded && initial?.part === part ? initial.page : undefined;
  const list = useInfiniteQuery({
    ...jobsQuery(part),
    ...(first && { initialData: { pages: [first], pageParams: [undefined] } }),
  });
  const next = useNextPage(list);
  const shown = useShownJobs(part, list.data?.pages);
  const listedIds = new Set(list.data?.pages.flatMap(({ items }) => items.map(({ id }) => id)));

  const { linkedId, open: openJob } = useLinkedJob();
  const [lastOpen, setLastOpen] = useState<string | null>(null);
  const chosenId =
    linkedId ?? (shown.jobs.some(({ id }) => id === lastOpen) ? lastOpen : (shown.jobs[0]?.id ?? null));
  const detail = useQuery({ ...jobQuery(chosenId ?? ''), enabled: chosenId !== null });
  const listed = shown.jobs.find(({ id }) => id === chosenId);
  const job: Job | undefined = detail.data ?? listed;

  const [asked, setAsked] = useState<{ jobId: string; decision: Decision } | null>(null);
  const [outcome, setOutcome] = useState('');
  const [notices, setNotices] = useState<JobNotice[]>([]);
  const [isBulk, setIsBulk] = useState(false);
  const mayNotCancel = useRefusal('decide_jobs');

  const tell = (jobId: string, text: string) => {
    setNotices((before) => [...before.filter((one) => one.jobId !== jobId), { jobId, text }]);
    setOutcome('');
  };
  const { mutate } = useDecision({
    onLost: ({ job: { id, model_id } }, theirs) =>
      tell(
        id,
        `Somebody was faster with ${model_id}. ${lostRaceSentence(theirs)} What you said was not recorded.`,
      ),
    onFailed: ({ job: { id, model_id } }, error) =>
      tell(id, `The decision on ${model_id} was not recorded, and it waits as before. ${error.message}`),
  });

  const open = (id: string, how: 'push' | 'replace') => {
    setAsked(null);
    setLastOpen(id);
    openJob(id, how);
  };
  const move = (step: 1 | -1) => {
    const at = shown.jobs.findIndex(({ id }) => id === chosenId);
    const target = shown.jobs[Math.min(shown.jobs.length - 1, Math.max(0, at + step))];
    if (!target || target.id === chosenId) return;
    open(target.id, 'replace');
    document.getElementById(`job-${target.id}`)?.scrollIntoView({ block: 'nearest' });
  };
  /** After a decision the next one that still waits comes up; on a narrow screen the list does. */
  const moveOn = (decided: Job) => {
    const at = shown.jobs.findIndex(({ id }) => id === decided.id);
    const rest = [...shown.jobs.slice(at + 1), ...shown.jobs.slice(0, Math.max(0, at))];
    const target = rest.find(({ status }) => decisionsFor({ status }).length > 0 && partOf(status) === part);
    const isWide = window.matchMedia('(min-width: 1024px)').matches;
    // Drawn at once: only what is on the screen can take the focus, which the button had that is now gone.
    flushSync(() => (isWide && target ? open(target.id, 'replace') : openJob(null, 'replace')));
    document.getElementById(isWide ? 'job-title' : `job-${decided.id}`)?.focus();
  };
  const ask = (decision: Decision | null) =>
    setAsked(decision && chosenId !== null ? { jobId: chosenId, decision } : null);
  const askIfPossible = (decision: Decision) => {
    if (job && decisionsFor(job).includes(decision)) ask(decision);
  };
  const decide = (decision: Decision, comment: string) => {
    if (!job) return;
    setAsked(null);
    setNotices((before) => before.filter((one) => one.jobId !== job.id));
    setOutcome(`Retrain of ${job.model_id} ${outcomes[decision]}.`);
    mutate({ job, decision, comment });
    moveOn(job);
  };
  useQueueKeys({
    onMove: move,
    onApprove: () => askIfPossible('approve'),
    onCancel: () => askIfPossible('cancel'),
  });

  const isOver = ({ status, cause }: Job) => partOf(status) === 'waiting' && cause === 'over';
  const overJobs = shown.jobs.filter(isOver);
  const inPart = shown.jobs.filter(({ status }) => partOf(status) === part).length;
  const isEmpty = list.data !== undefined && shown.jobs.length === 0 && linkedId === null;
  const elsewhere = notices.filter(({ jobId }) => jobId !== chosenId);
  const told = notices.find(({ jobId }) => jobId === chosenId)?.text;
  // Decided by somebody else while one was writing a comment.
  const isOvertaken = job && asked?.jobId === job.id && !decisionsFor(job).includes(asked.decision);
  const notice = told ?? (isOvertaken ? `Somebody was faster. ${lostRaceSentence(job)}` : undefined);

  return (
    <>
      <QueueHeader
        isAside={linkedId !== null}
        part={part}
        count={list.data ? `${inPart}${list.hasNextPage ? '+' : ''}` : null}
        queue={list.data?.pages[0]?.queue}
        onShow={(name) => {
          setLastOpen(null);
          openJob(null, 'replace');
          change({ show: name === 'waiting' ? null : name });
        }}
      />
      <p role="status" className="sr-only">
        {outcome}
      </p>
      <JobNotices notices={elsewhere} onShow={(id) => open(id, 'push')} />
      {list.error && !list.data && (
        <Notice kind="error" onRetry={() => void list.refetch()}>
          The jobs could not be loaded. {list.error.message}
        </Notice>
      )}
      {!list.data && !list.error && <LoadingRows label="Loading the queue" rows={6} className="h-12" />}
      {isEmpty && (
        <EmptyState icon={Inbox} title={empty[part].title}>
          <p>{empty[part].text}</p>
        </EmptyState>
      )}
      {!isEmpty && list.data && (
        <div className="grid items-start gap-x-6 lg:grid-cols-[minmax(20rem,26rem)_minmax(0,1fr)]">
          <div
            className={classNames(
              'min-w-0 lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto',
              linkedId !== null && 'max-lg:hidden',
            )}
          >
            {overJobs.length > 0 && (
              <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
                <span className="text-ink-2">
                  {overJobs.length} of {inPart} no longer {overJobs.length === 1 ? 'drifts' : 'drift'}
                </span>
                <Button refusal={mayNotCancel} onClick={() => setIsBulk(true)} className="min-h-8 py-1">
                  Cancel several…
                </Button>
              </div>
            )}
            <JobList
              jobs={shown.jobs}
              part={part}
              listedIds={listedIds}
              chosenId={chosenId}
              heldCount={shown.heldCount}
              onShowHeld={shown.showHeld}
              onOpen={(id) => open(id, 'push')}
            />
            {list.hasNextPage && (
              <div className="mt-3">
                <MoreButton label="Show older jobs" failure="Older jobs could not be loaded." next={next} />
              </div>
            )}
            <p className="mt-2 text-xs text-ink-3 max-lg:hidden">
              <kbd>J</kbd> and <kbd>K</kbd> move, <kbd>A</kbd> approves, <kbd>C</kbd> cancels
            </p>
          </div>
          <div className={classNames('min-w-0', linkedId === null && 'max-lg:hidden')}>
            {job && (
              <JobDetail
                job={job}
                detail={detail.data}
                nowMs={nowMs}
                asked={asked?.jobId === job.id ? asked.decision : null}
                onAsk={ask}
                onDecide={decide}
                onBack={() => openJob(null, 'push')}
                notice={notice && <Notice kind="error">{notice}</Notice>}
              />
            )}
            {!job && detail.error && (
              <Notice kind="error" onRetry={() => void detail.refetch()}>
                The linked job could not be loaded. {detail.error.message}
              </Notice>
            )}
            {!job && !detail.error && <LoadingRows label="Loading the job" rows={3} />}
          </div>
        </div>
      )}
      {isBulk && (
        <BulkCancelDialog
          jobs={overJobs}
          onClose={() => setIsBulk(false)}
          onDone={(sentence) => {
            setIsBulk(false);
            setOutcome(sentence);
          }}
        />
      )}
    </>
  );
}
