'use client';

import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { RowTable } from '@/components/ui/row-table';
import { Skeleton } from '@/components/ui/skeleton';
import { formatCount } from '@/lib/format';
import type { User } from '@/lib/schemas/identity';
import { lastAdminId } from './access-form';
import { InviteDialog } from './invite-dialog';
import { usersQuery } from './queries';
import { UserRow } from './user-row';

const columns = ['Name', 'May', 'Signs in with', 'Last seen'];

function UserTable({ users }: { users: User[] }) {
  const lastAdmin = lastAdminId(users);
  return (
    <RowTable columns={columns}>
      {users.map((user) => (
        <UserRow key={user.id} user={user} isLastAdmin={user.id === lastAdmin} />
      ))}
    </RowTable>
  );
}

/** Everybody who can sign in, and what they may do. */
export function UsersScreen() {
  const { data, error, refetch } = useQuery(usersQuery);
  const [isInviting, setIsInviting] = useState(false);
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-semibold">{data ? formatCount(data.items.length, 'user') : 'Users'}</h2>
        <Button look="primary" onClick={() => setIsInviting(true)}>
          <UserPlus aria-hidden className="size-4" />
          Invite somebody
        </Button>
      </div>
      {!data && !error && <Skeleton className="h-64" />}
      {!data && error && (
        <Notice kind="error" onRetry={() => void refetch()}>
          The users could not be loaded. {error.message}
        </Notice>
      )}
      {data && <UserTable users={data.items} />}
      {isInviting && <InviteDialog onClose={() => setIsInviting(false)} />}
    </>
  );
}
