'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { CircleHelp } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useRefusal } from '@/components/access/access';
import { HealthMark } from '@/components/charts/health-mark';
import { Button, buttonClass } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { MoreButton } from '@/components/ui/more-button';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { LoadingRows } from '@/components/ui/skeleton';
import { useNextPage } from '@/components/ui/use-next-page';
import { formatCount, formatStatus } from '@/lib/format';
import { ApiError } from '@/lib/http/client';
import type { Model } from '@/lib/schemas/models';
import { DeleteModelDialog, RequestRetrainDialog } from './dialogs';
import { IncidentList } from './incident-list';
import { ModelCharts } from './model-charts';
import { OpenIncidents } from './open-incidents';
import { modelIncidentsQuery, modelQuery } from './queries';

function ModelHeader({ model }: { model: Model }) {
  const [isRequesting, setIsRequesting] = useState(false);
  const [isDeleting, setIsDeleting] = useState(false);
  const mayNotRequest = useRefusal('request_jobs', { model: model.id });
  const mayNotDelete = useRefusal('delete_data', { model: model.id });
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="break-all">{model.id}</span>
            <span className="text-sm font-normal tracking-normal">
              <HealthMark health={model.health} />
            </span>
          </span>
        }
        lead={`${formatCount(model.series_count, 'metric series', 'metric series')}, ${
          model.open_incident_count === 0
            ? 'no open incident'
            : formatCount(model.open_incident_count, 'open incident')
        }.`}
        actions={
          <>
            {model.open_job && (
              <Link href={`/queue#job-${model.open_job.id}`} className={buttonClass('secondary')}>
                Retrain {formatStatus(model.open_job.status)}
              </Link>
            )}
            <Button refusal={mayNotRequest} onClick={() => setIsRequesting(true)}>
              Request retrain
            </Button>
            <Button look="quiet" refusal={mayNotDelete} onClick={() => setIsDeleting(true)}>
              Delete model
            </Button>
          </>
        }
      />
      {model.health_reason !== null && <p className="mb-4 text-ink-2">{model.health_reason}</p>}
      <Suspense>
        {isDeleting && <DeleteModelDialog model={model} onClose={() => setIsDeleting(false)} />}
        {isRequesting && <RequestRetrainDialog model={model} onClose={() => setIsRequesting(false)} />}
      </Suspense>
    </>
  );
}

/** What is open now, above all else. */
function PinnedIncidents({ modelId }: { modelId: string }) {
  const { data } = useQuery(modelIncidentsQuery(modelId));
  return <OpenIncidents incidents={(data?.items ?? []).filter(({ state }) => state !== 'resolved')} />;
}

export function ModelScreen({ id }: { id: string }) {
  const query = useInfiniteQuery(modelQuery(id));
  const next = useNextPage(query);
  const { data: model, error } = query;
  if (!model) {
    if (error instanceof ApiError && error.status === 404) {
      return (
        <EmptyState icon={CircleHelp} title="There is no such model">
          <p className="mb-4">
            Nothing has been measured under the id <strong className="break-all">{id}</strong>. A model comes
            into being with its first point.
          </p>
          <Link href="/" className={buttonClass('secondary')}>
            Go to the overview
          </Link>
        </EmptyState>
      );
    }
    return (
      <>
        <PageHeader title={<span className="break-all">{id}</span>} />
        {error ? (
          <Notice kind="error" onRetry={() => void query.refetch()}>
            The model could not be loaded. {error.message}
          </Notice>
        ) : (
          <LoadingRows label="Loading the model" rows={2} className="h-96" />
        )}
      </>
    );
  }
  return (
    <>
      <ModelHeader model={model} />
      <PinnedIncidents modelId={model.id} />
      <ModelCharts
        model={model}
        loadMore={query.hasNextPage && !next.isLoading && !next.error ? next.load : undefined}
      />
      {query.hasNextPage && (
        <div className="mt-4 flex flex-col items-center gap-1">
          <MoreButton label="Show more series" failure="More series could not be loaded." next={next} />
          <p className="text-xs text-ink-3">
            {formatCount(model.series_count - model.series.length, 'more series', 'more series')}; those that
            need attention come first
          </p>
        </div>
      )}
      <IncidentList modelId={model.id} />
    </>
  );
}
