'use client';

import { useQuery } from '@tanstack/react-query';
import { useMe } from '@/components/access/access';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';
import { PasswordSection } from './password-section';
import { ProfileSection } from './profile-section';
import { meQuery } from './queries';
import { SecondFactorSection } from './second-factor-section';
import { SessionsSection } from './sessions-section';

/** What belongs to the person who is signed in. */
export function AccountScreen() {
  const known = useMe();
  const { data, error, refetch } = useQuery({ ...meQuery, ...(known?.user && { initialData: known }) });
  const user = data?.user;
  return (
    <>
      <PageHeader title="Your account" />
      {error && !user && (
        <Notice kind="error" onRetry={() => void refetch()}>
          Your account could not be loaded. {error.message}
        </Notice>
      )}
      {!user && !error && <Skeleton className="h-96" />}
      {user && (
        <div className="max-w-5xl">
          <ProfileSection key={user.name} user={user} />
          <PasswordSection email={user.email} hasPassword={user.has_password} />
          <SecondFactorSection hasSecondFactor={user.has_second_factor} hasPassword={user.has_password} />
          <SessionsSection />
        </div>
      )}
    </>
  );
}
