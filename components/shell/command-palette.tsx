'use client';

import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { useMay } from '@/components/access/access';
import { useTimeZone } from '@/components/ui/time-zone';
import { usePlaces } from './navigation';
import { paletteGroups } from './palette-items';
import { paletteDetectorsQuery, paletteModelsQuery, paletteSeriesQuery } from './queries';
import { signOut } from './sign-out';

interface Action {
  label: string;
  detail?: string;
  run: () => void;
}

function useActions(onHelp: () => void): Action[] {
  const router = useRouter();
  const { setTheme } = useTheme();
  const { localZone, isUtc, showUtc } = useTimeZone();
  const places = usePlaces();
  const maySample = useMay('manage_sample');
  const mayDetectors = useMay('manage_detectors');
  const maySettings = useMay('manage_settings');
  const go = (label: string, href: string): Action => ({ label, run: () => router.push(href) });
  return [
    ...places.map(({ href, label, key }) => ({
      label: `Go to ${label}`,
      detail: `g ${key}`,
      run: () => router.push(href),
    })),
    ...(maySample ? [go('Load or remove the sample data', '/?sample=1')] : []),
    ...(mayDetectors ? [go('Make a detector', '/detectors/new')] : []),
    ...(maySettings ? [go('Go to Users', '/settings/users'), go('Go to Keys', '/settings/keys')] : []),
    go('Go to your account', '/account'),
    { label: 'Light theme', run: () => setTheme('light') },
    { label: 'Dark theme', run: () => setTheme('dark') },
    { label: 'Theme of the system', run: () => setTheme('system') },
    ...(localZone === 'UTC'
      ? []
      : [
          {
            label: isUtc ? `Show times in ${localZone}` : 'Show times in UTC',
            run: () => showUtc(!isUtc),
          },
        ]),
    { label: 'Keyboard shortcuts', detail: '?', run: onHelp },
    { label: 'Sign out', run: () => void signOut() },
  ];
}

const groupClass =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3';
const itemClass =
  'flex min-h-9 cursor-pointer items-baseline gap-2 rounded-md px-2 py-1.5 data-[selected=true]:bg-tide-soft data-[selected=true]:outline data-[selected=true]:outline-1 data-[selected=true]:outline-tide';

interface CommandPaletteProps {
  onClose: () => void;
  onHelp: () => void;
}

/** Finds anything by its name, and does what there is to do, without the mouse. */
export function CommandPalette({ onClose, onHelp }: CommandPaletteProps) {
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const overview = useQuery(paletteModelsQuery);
  const detectors = useQuery(paletteDetectorsQuery);
  const series = useQuery(paletteSeriesQuery(search));
  const actions = useActions(onHelp);

  useEffect(() => {
    const element = dialog.current;
    const openedFrom = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      // Unmounting skips the native return of focus.
      if (openedFrom instanceof HTMLElement && openedFrom.isConnected) openedFrom.focus();
    };
  }, []);

  const groups = paletteGroups(text, {
    overview: overview.data,
    detectors: detectors.data?.items,
    seriesModels: series.data?.items,
  });
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const shownActions = actions.filter(({ label }) =>
    words.every((word) => label.toLowerCase().includes(word)),
  );
  const choose = (run: () => void) => {
    onClose();
    run();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click on the backdrop is a convenience; Escape does the same
    <dialog
      ref={dialog}
      aria-label="Command palette"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      className="mx-auto mt-[12dvh] mb-auto w-[min(40rem,calc(100vw-1.5rem))] overflow-hidden rounded-xl border border-line bg-surface text-ink shadow-xl"
    >
      <Command shouldFilter={false} loop label="Command palette">
        <Command.Input
          autoFocus
          value={text}
          onValueChange={setText}
          maxLength={200}
          placeholder="Model, series, incident, detector, job or action"
          className="h-12 w-full border-b border-line bg-surface px-4 text-base outline-none placeholder:text-ink-3"
        />
        <Command.List className="max-h-[min(60dvh,28rem)] overflow-y-auto p-1.5" label="Results">
          {groups.length === 0 && shownActions.length === 0 && (
            <p role="status" className="px-2 py-6 text-center text-ink-2">
              {overview.isPending || series.isFetching ? 'Searching…' : `Nothing is called “${text}”.`}
            </p>
          )}
          {groups.map(({ title, items }) => (
            <Command.Group key={title} heading={title} className={groupClass}>
              {items.map((item) => (
                <Command.Item
                  key={item.key}
                  value={item.key}
                  onSelect={() => choose(() => router.push(item.href))}
                  className={itemClass}
                >
                  <span className="min-w-0 truncate">{item.label}</span>
                  <span className="ml-auto max-w-[45%] shrink-0 truncate text-xs text-ink-3">
                    {item.detail}
                  </span>
                </Command.Item>
              ))}
            </Command.Group>
          ))}
          {shownActions.length > 0 && (
            <Command.Group heading="Actions" className={groupClass}>
              {shownActions.map(({ label, detail, run }) => (
                <Command.Item
                  key={label}
                  value={`action ${label}`}
                  onSelect={() => choose(run)}
                  className={itemClass}
                >
                  <span className="min-w-0 truncate">{label}</span>
                  {detail && <kbd className="ml-auto font-mono text-xs text-ink-3">{detail}</kbd>}
                </Command.Item>
              ))}
            </Command.Group>
          )}
        </Command.List>
      </Command>
    </dialog>
  );
}
