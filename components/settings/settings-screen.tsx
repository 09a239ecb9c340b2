'use client';

import { useQuery } from '@tanstack/react-query';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { MailSection } from './mail-section';
import { ProviderSection } from './provider-section';
import { settingsQuery } from './queries';
import { UnreadableSecrets } from './unreadable-secrets';

/** What holds for the whole installation. */
export function SettingsScreen() {
  const { data, error, refetch } = useQuery(settingsQuery);
  if (!data) {
    if (!error) return <Skeleton className="h-[32rem] max-w-5xl" />;
    return (
      <Notice kind="error" onRetry={() => void refetch()}>
        The settings could not be loaded. {error.message}
      </Notice>
    );
  }
  return (
    <div>
      <UnreadableSecrets secrets={data.unreadable_secrets} />
      {/* A provider that was removed leaves an empty form. */}
      <ProviderSection key={data.oidc === null ? 'none' : 'some'} oidc={data.oidc} />
      <MailSection smtp={data.smtp} />
    </div>
  );
}
