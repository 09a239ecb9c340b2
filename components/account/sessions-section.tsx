'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { failureText } from '@/components/access/failure';
import { Instant } from '@/components/charts/instant';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { FormSection } from '@/components/ui/form-section';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { useToast } from '@/components/ui/toasts';
import type { SessionEntry } from '@/lib/schemas/identity';
import { browserWords } from './browser-words';
import { endOtherSessions, endSession, sessionsQuery } from './queries';

interface SessionRowProps {
  session: SessionEntry;
  isBusy: boolean;
  onEnd: () => void;
}

function SessionRow({ session, isBusy, onEnd }: SessionRowProps) {
  const { is_current: isCurrent, user_agent: agent, address } = session;
  const browser = browserWords(agent);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-3 py-2 first:border-t-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-x-2 font-medium" title={agent ?? undefined}>
          {browser}
          {isCurrent && <Badge tone="active">this one</Badge>}
        </p>
        <p className="text-xs text-ink-3">
          {address ?? 'unknown address'} · signed in <Instant iso={session.created_at} />
          {!isCurrent && (
            <>
              {' '}
              · last used <Instant iso={session.last_used_at} as="age" />
            </>
          )}
        </p>
      </div>
      {!isCurrent && (
        <Button
          className="min-h-8 py-1"
          disabled={isBusy}
          aria-label={`Sign out ${browser}, ${address ?? 'unknown address'}`}
          onClick={onEnd}
        >
          Sign out
        </Button>
      )}
    </li>
  );
}

/** Where one is signed in, this browser first. */
export function SessionsSection() {
  const client = useQueryClient();
  const toast = useToast();
  const { data, error, refetch } = useQuery(sessionsQuery);
  const onSettled = () => client.invalidateQueries(sessionsQuery);
  const one = useMutation({
    mutationFn: endSession,
    onSuccess: () => toast({ text: 'That session is signed out.' }),
    onSettled,
  });
  const others = useMutation({
    mutationFn: endOtherSessions,
    onSuccess: () => toast({ text: 'Everywhere else you are signed out.' }),
    onSettled,
  });
  const items = [...(data?.items ?? [])].sort(
    (a, b) => Number(b.is_current) - Number(a.is_current) || b.last_used_at.localeCompare(a.last_used_at),
  );
  const failure = failureText(one.error ?? others.error);
  const isBusy = one.isPending || others.isPending;
  return (
    <FormSection
      title="Sessions"
      lead="Where you are signed in. What you do not know, sign out, then change your password."
    >
      {!data && !error && <Skeleton className="h-28" />}
      {!data && error && (
        <Notice kind="error" onRetry={() => void refetch()}>
          Your sessions could not be loaded. {error.message}
        </Notice>
      )}
      {data && (
        <div className="flex flex-col items-start gap-3">
          <ul aria-label="Sessions" className="w-full rounded-lg border border-line bg-surface">
            {items.map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                isBusy={isBusy}
                onEnd={() => one.mutate(session.id)}
              />
            ))}
          </ul>
          {failure && <Notice kind="error">{failure}</Notice>}
          {items.length > 1 && (
            <Button disabled={isBusy} onClick={() => others.mutate()}>
              Sign out everywhere else
            </Button>
          )}
        </div>
      )}
    </FormSection>
  );
}
