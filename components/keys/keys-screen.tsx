'use client';

import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { RowTable } from '@/components/ui/row-table';
import { Skeleton } from '@/components/ui/skeleton';
import { formatCount } from '@/lib/format';
import type { Key } from '@/lib/schemas/keys';
import { CreateKeyDialog } from './create-key-dialog';
import { inOrder } from './key-form';
import { KeyRow } from './key-row';
import { keysQuery } from './queries';

const columns = ['Key', 'May', 'Limits', 'Last used', 'State'];

function KeyTable({ keys }: { keys: Key[] }) {
  return (
    <RowTable columns={columns}>
      {inOrder(keys).map((key) => (
        <KeyRow key={key.id} apiKey={key} />
      ))}
    </RowTable>
  );
}

/** The keys that programs use, and when they last did. */
export function KeysScreen() {
  const { data, error, refetch } = useQuery(keysQuery);
  const [isCreating, setIsCreating] = useState(false);
  const create = (
    <Button look="primary" onClick={() => setIsCreating(true)}>
      <KeyRound aria-hidden className="size-4" />
      New key
    </Button>
  );
  const active = data?.items.filter(({ state }) => state === 'active').length ?? 0;
  const isEmpty = data?.items.length === 0;
  return (
    <>
      {!isEmpty && (
        <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
          <h2 className="font-semibold">{data ? formatCount(active, 'active key') : 'Keys'}</h2>
          {create}
        </div>
      )}
      {!data && !error && <Skeleton className="h-64" />}
      {!data && error && (
        <Notice kind="error" onRetry={() => void refetch()}>
          The keys could not be loaded. {error.message}
        </Notice>
      )}
      {isEmpty && (
        <EmptyState icon={KeyRound} title="No keys yet">
          <p className="mb-3">A program that posts points or takes jobs sends a key with each request.</p>
          {create}
        </EmptyState>
      )}
      {data && !isEmpty && <KeyTable keys={data.items} />}
      {isCreating && <CreateKeyDialog onClose={() => setIsCreating(false)} />}
    </>
  );
}
