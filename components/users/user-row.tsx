'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '@/components/access/access';
import { failureText } from '@/components/access/failure';
import { roleLabel, roleWords } from '@/components/access/role-words';
import { Instant } from '@/components/charts/instant';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { Notice } from '@/components/ui/notice';
import { useToast } from '@/components/ui/toasts';
import type { User } from '@/lib/schemas/identity';
import { lastAdminReason } from './access-form';
import { EditUserDialog } from './edit-user-dialog';
import { PasswordLinkDialog } from './password-link-dialog';
import { patchUser, usersQuery } from './queries';
import { RemoveFactorDialog } from './remove-factor-dialog';

function Access({ user: { role, grants } }: { user: User }) {
  return (
    <>
      {(role !== null || grants.length === 0) && (
        <span className="block">{grants.length === 0 && role === null ? 'Nothing' : roleLabel(role)}</span>
      )}
      {grants.map(({ role: granted, model_pattern: pattern }) => (
        <span key={`${granted} ${pattern}`} className="block text-ink-2">
          {roleWords[granted].label} on <span className="font-mono text-xs break-all">{pattern}</span>
        </span>
      ))}
    </>
  );
}

function State({ user }: { user: User }) {
  if (user.disabled_at !== null) return <Badge tone="muted">disabled</Badge>;
  if (user.has_open_link && !user.has_password) return <Badge tone="warning">invited</Badge>;
  if (user.has_second_factor) {
    return (
      <Badge tone="good" icon={ShieldCheck} title="Signs in with a second factor">
        second factor
      </Badge>
    );
  }
  return <span className="text-ink-3">{user.has_password ? 'password' : 'sign-in provider'}</span>;
}

interface UserRowProps {
  user: User;
  isLastAdmin: boolean;
}

const cell = 'px-2 py-2 align-top max-lg:block max-lg:p-0';

/** One user on one line; on a narrow screen a few. */
export function UserRow({ user, isLastAdmin }: UserRowProps) {
  const [asked, setAsked] = useState<'edit' | 'link' | 'factor' | null>(null);
  const isMe = useMe()?.user?.id === user.id;
  const client = useQueryClient();
  const toast = useToast();
  const isDisabled = user.disabled_at !== null;
  const toggle = useMutation({
    mutationFn: (disabled: boolean) => patchUser({ id: user.id, patch: { disabled } }),
    onSuccess: (_, disabled) => {
      void client.invalidateQueries(usersQuery);
      toast({
        text: disabled
          ? `${user.name} is signed out everywhere and cannot sign in.`
          : `${user.name} can sign in again.`,
        undo: async () => {
          await patchUser({ id: user.id, patch: { disabled: !disabled } });
          await client.invalidateQueries(usersQuery);
          return `${user.name} is as before.`;
        },
      });
    },
  });
  const failure = failureText(toggle.error);
  const close = () => setAsked(null);
  const small = 'min-h-8 px-2 py-1 text-[0.8125rem]';
  return (
    <tr className="border-b border-line hover:bg-raised max-lg:grid max-lg:grid-cols-[minmax(0,1fr)_auto] max-lg:gap-x-3 max-lg:gap-y-1 max-lg:px-1 max-lg:py-3">
      <th scope="row" className={classNames(cell, 'text-left font-normal')}>
        <span className={classNames('block font-medium break-words', isDisabled && 'text-ink-3')}>
          {user.name}
          {isMe && <span className="ml-1.5 font-normal text-ink-3">you</span>}
        </span>
        <span className="block text-xs break-all text-ink-3">{user.email}</span>
      </th>
      <td className={classNames(cell, 'max-lg:col-start-1')}>
        <Access user={user} />
      </td>
      <td className={classNames(cell, 'max-lg:col-start-2 max-lg:row-start-1 max-lg:text-right')}>
        <State user={user} />
      </td>
      <td
        className={classNames(
          cell,
          'text-ink-2 max-lg:col-start-2 max-lg:row-start-2 max-lg:text-right max-lg:text-xs',
        )}
      >
        {user.last_seen_at ? (
          <Instant iso={user.last_seen_at} as="age" />
        ) : (
          <span className="text-ink-3">never</span>
        )}
      </td>
      <td className={classNames(cell, 'max-lg:col-span-2')}>
        <div className="-my-1 flex flex-wrap justify-end gap-1 max-lg:-ml-2 max-lg:justify-start">
          <Button
            look="quiet"
            className={small}
            aria-label={`Change ${user.name}`}
            onClick={() => setAsked('edit')}
          >
            Change
          </Button>
          <Button
            look="quiet"
            className={small}
            aria-label={`New password link for ${user.name}`}
            refusal={isDisabled ? 'A disabled user cannot sign in: enable them first.' : undefined}
            onClick={() => setAsked('link')}
          >
            Password link
          </Button>
          {user.has_second_factor && !isMe && (
            <Button
              look="quiet"
              className={small}
              aria-label={`Remove second factor of ${user.name}`}
              onClick={() => setAsked('factor')}
            >
              Remove second factor
            </Button>
          )}
          <Button
            look="quiet"
            className={small}
            aria-label={`${isDisabled ? 'Enable' : 'Disable'} ${user.name}`}
            disabled={toggle.isPending}
            refusal={isLastAdmin ? lastAdminReason : undefined}
            onClick={() => toggle.mutate(!isDisabled)}
          >
            {isDisabled ? 'Enable' : 'Disable'}
          </Button>
        </div>
        {failure && <Notice kind="error">{failure}</Notice>}
        {asked === 'edit' && <EditUserDialog user={user} isLastAdmin={isLastAdmin} onClose={close} />}
        {asked === 'link' && <PasswordLinkDialog user={user} onClose={close} />}
        {asked === 'factor' && <RemoveFactorDialog user={user} onClose={close} />}
      </td>
    </tr>
  );
}
