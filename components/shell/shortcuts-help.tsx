'use client';

import { useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { singleKeysAreOn, switchSingleKeys } from '@/components/ui/single-keys';
import { Switch } from '@/components/ui/switch';
import { places } from './navigation';

const groups: { title: string; keys: [string, string][] }[] = [
  {
    title: 'Everywhere',
    keys: [
      ['⌘ K or Ctrl K', 'Find a model, series, incident, detector or job; run an action'],
      ['/', 'Filter what the page lists'],
      ...places.map(({ key, label }): [string, string] => [`g ${key}`, label]),
      ['?', 'This list'],
      ['Esc', 'Close what is open'],
    ],
  },
  {
    title: 'Overview',
    keys: [
      ['↓ ↑', 'Next and previous model, once one has the focus'],
      ['Home End', 'First and last model'],
      ['Enter', 'Open the model'],
    ],
  },
  {
    title: 'Retrain queue',
    keys: [
      ['j k', 'Next and previous job'],
      ['a c', 'Approve, cancel; Enter confirms'],
    ],
  },
];

/** All shortcuts, and a switch for those that are a single key. */
export function ShortcutsHelp({ onClose }: { onClose: () => void }) {
  const [isOn, setIsOn] = useState(singleKeysAreOn);
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <div className="flex flex-col gap-5">
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3 className="mb-1.5 font-semibold">{title}</h3>
            <dl className="grid grid-cols-[8.5rem_1fr] gap-x-4 gap-y-1.5">
              {keys.map(([key, meaning]) => (
                <div key={key} className="contents">
                  <dt>
                    <kbd className="rounded border border-line bg-raised px-1.5 py-0.5 font-mono text-xs">
                      {key}
                    </kbd>
                  </dt>
                  <dd className="text-ink-2">{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <div className="flex items-center justify-between gap-4 border-t border-line pt-3">
          <p className="text-ink-2">Shortcuts of single keys</p>
          <Switch
            label="Shortcuts of single keys"
            isOn={isOn}
            onChange={(next) => {
              switchSingleKeys(next);
              setIsOn(next);
            }}
          />
        </div>
      </div>
    </Dialog>
  );
}
