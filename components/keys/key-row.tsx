'use client';

import { useState } from 'react';
import { Instant } from '@/components/charts/instant';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import type { Key } from '@/lib/schemas/keys';
import { EditKeyDialog } from './edit-key-dialog';
import { RevokeKeyDialog } from './revoke-key-dialog';
import { RotateKeyDialog } from './rotate-key-dialog';
import { scopeWords } from './scope-words';

function Limits({ apiKey }: { apiKey: Key }) {
  const limits = [
    [apiKey.requests_per_minute, 'requests/min'],
    [apiKey.points_per_minute, 'points/min'],
  ] as const;
  const shown = limits.filter(([limit]) => limit !== null);
  if (shown.length === 0) return <span className="text-ink-3">no limit</span>;
  return shown.map(([limit, unit]) => (
    <span key={unit} className="block whitespace-nowrap">
      {limit?.toLocaleString('en-GB')} <span className="text-ink-3">{unit}</span>
    </span>
  ));
}

function LastUse({ apiKey }: { apiKey: Key }) {
  if (!apiKey.last_used_at) return <span className="text-ink-3">never used</span>;
  return (
    <span title={apiKey.last_used_address ? `From ${apiKey.last_used_address}` : undefined}>
      <span className="text-ink-3 lg:sr-only">used </span>
      <Instant iso={apiKey.last_used_at} as="age" />
    </span>
  );
}

function State({ apiKey }: { apiKey: Key }) {
  const { state, expires_at: expires } = apiKey;
  if (state !== 'active') return <Badge tone="muted">{state}</Badge>;
  return (
    <>
      <Badge tone="good">active</Badge>
      {expires && (
        <span className="block pt-0.5 text-xs text-ink-3">
          ends <Instant iso={expires} as="age" />
        </span>
      )}
    </>
  );
}

const cell = 'px-2 py-2 align-top max-lg:block max-lg:p-0';

/** One key on one line; on a narrow screen a few. */
export function KeyRow({ apiKey }: { apiKey: Key }) {
  const [asked, setAsked] = useState<'edit' | 'rotate' | 'revoke' | null>(null);
  const { description, prefix, scope, model_pattern: pattern, created_at: made } = apiKey;
  const isActive = apiKey.state === 'active';
  const maker = apiKey.created_by_name;
  const close = () => setAsked(null);
  const small = 'min-h-8 px-2 py-1 text-[0.8125rem]';
  return (
    <tr
      className={classNames(
        'border-b border-line hover:bg-raised max-lg:grid max-lg:grid-cols-[minmax(0,1fr)_auto] max-lg:gap-x-3 max-lg:gap-y-1 max-lg:px-1 max-lg:py-3',
        !isActive && 'text-ink-3',
      )}
    >
      <th scope="row" className={classNames(cell, 'text-left font-normal')}>
        <span className="block font-medium break-words">{description}</span>
        <span className="block font-mono text-xs break-all text-ink-3">{prefix}…</span>
        <span className="block text-xs text-ink-3">
          made <Instant iso={made} as="age" />
          {maker && ` by ${maker}`}
        </span>
      </th>
      <td className={classNames(cell, 'max-lg:col-start-1')}>
        <span className="block">{scopeWords[scope].label}</span>
        <span className="block text-ink-2">
          {pattern === null ? 'all models' : <span className="font-mono text-xs break-all">{pattern}</span>}
        </span>
      </td>
      <td className={classNames(cell, 'max-lg:col-start-1 max-lg:text-xs')}>
        <Limits apiKey={apiKey} />
      </td>
      <td
        className={classNames(cell, 'max-lg:col-start-2 max-lg:row-start-2 max-lg:text-right max-lg:text-xs')}
      >
        <LastUse apiKey={apiKey} />
      </td>
      <td className={classNames(cell, 'max-lg:col-start-2 max-lg:row-start-1 max-lg:text-right')}>
        <State apiKey={apiKey} />
      </td>
      <td className={classNames(cell, 'max-lg:col-span-2')}>
        {isActive && (
          <div className="-my-1 flex flex-wrap justify-end gap-1 max-lg:-ml-2 max-lg:justify-start">
            <Button
              look="quiet"
              className={small}
              aria-label={`Change ${description}`}
              onClick={() => setAsked('edit')}
            >
              Change
            </Button>
            <Button
              look="quiet"
              className={small}
              aria-label={`Replace ${description}`}
              onClick={() => setAsked('rotate')}
            >
              Replace
            </Button>
            <Button
              look="quiet"
              className={small}
              aria-label={`Revoke ${description}`}
              onClick={() => setAsked('revoke')}
            >
              Revoke
            </Button>
          </div>
        )}
        {asked === 'edit' && <EditKeyDialog apiKey={apiKey} onClose={close} />}
        {asked === 'rotate' && <RotateKeyDialog apiKey={apiKey} onClose={close} />}
        {asked === 'revoke' && <RevokeKeyDialog apiKey={apiKey} onClose={close} />}
      </td>
    </tr>
  );
}
