'use client';

import { Trash2 } from 'lucide-react';
import { useRefusal } from '@/components/access/access';
import { Instant } from '@/components/charts/instant';
import { classNames } from '@/components/ui/class-names';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { Switch } from '@/components/ui/switch';
import type { Detector, Method } from '@/lib/schemas/detectors';
import { watchedText } from './detector-state';
import { budgetSummary, paramsSummary } from './params-summary';
import { StateMark } from './state-mark';
import { useDetectorChange } from './use-detector-change';

/** The columns of the list; on a narrow screen a row is a few lines. */
export const rowColumns =
  'grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 xl:grid-cols-[minmax(8rem,4fr)_minmax(6rem,3fr)_3rem_minmax(8rem,3fr)_minmax(7rem,3fr)_5.5rem_4rem_5.5rem_6.5rem]';

interface DetectorRowProps {
  detector: Detector;
  method: Method | undefined;
  lastFired: string | undefined;
}

/** One detector on one line of 36 px. */
export function DetectorRow({ detector, method, lastFired }: DetectorRowProps) {
  const { request, isPending, error, question } = useDetectorChange();
  const { id, name } = detector;
  const refusal = useRefusal('manage_detectors', { pattern: detector.model_pattern });
  const toggle = (enabled: boolean) =>
    request({
      detector,
      patch: { enabled },
      title: `${enabled ? 'Switch on' : 'Switch off'} “${name}”?`,
      verb: enabled ? 'Switch on' : 'Switch off',
      done: `“${name}” is ${enabled ? 'on' : 'off'}.`,
    });
  const open = detector.open_incident_count;
  return (
    <li id={`detector-${id}`} className="border-b border-line target:bg-tide-soft">
      <div className={classNames(rowColumns, 'px-2 py-2 hover:bg-raised xl:h-9 xl:py-0')}>
        <Link
          href={`/detectors/${id}`}
          title={name}
          className="min-w-0 font-medium underline-offset-2 hover:underline max-xl:break-words xl:truncate"
        >
          {name}
        </Link>
        <span
          className="min-w-0 font-mono text-xs text-ink-2 max-xl:order-2 max-xl:col-span-2 max-xl:break-all xl:truncate"
          title={`${detector.model_pattern} · ${detector.metric_pattern}`}
        >
          {detector.model_pattern} · {detector.metric_pattern}
        </span>
        <span
          className={classNames(
            'text-right font-mono text-xs max-xl:order-5 max-xl:text-left',
            !detector.enabled && 'max-xl:invisible',
          )}
        >
          {watchedText(detector)}
          <span className="font-sans text-ink-3 xl:sr-only"> series</span>
        </span>
        <span
          className="min-w-0 max-xl:order-3 max-xl:col-span-2 xl:truncate"
          title={paramsSummary(detector, method)}
        >
          {method?.label ?? detector.method}
        </span>
        <span
          className="min-w-0 text-xs text-ink-2 max-xl:order-4 max-xl:col-span-2 xl:truncate"
          title={paramsSummary(detector, method)}
        >
          {budgetSummary(detector, method)}
        </span>
        <span className="max-xl:order-1 max-xl:text-right">
          <StateMark detector={detector} />
        </span>
        <span className="text-right text-xs max-xl:order-6">
          {open > 0 ? (
            <Link
              href={`/incidents?q=${encodeURIComponent(`detector:"${name}"`)}`}
              className="font-semibold text-drift underline-offset-2 hover:underline"
            >
              {open} open
            </Link>
          ) : (
            <span className="text-ink-3 max-xl:hidden">0</span>
          )}
        </span>
        <span className="text-right text-xs text-ink-2 max-xl:hidden">
          {lastFired ? (
            <Instant iso={lastFired} as="age" />
          ) : (
            <span title="Not among the newest incidents">–</span>
          )}
        </span>
        <span className="flex items-center justify-end gap-1 max-xl:order-7 max-xl:col-span-2">
          <Switch
            label={`${name} enabled`}
            isOn={detector.enabled}
            isBusy={isPending}
            refusal={refusal}
            onChange={toggle}
          />
          {!refusal && (
            <button
              type="button"
              aria-label={`Delete ${name}`}
              disabled={isPending}
              onClick={() =>
                request({
                  detector,
                  patch: null,
                  title: `Delete “${name}”?`,
                  verb: 'Delete detector',
                  done: `“${name}” is deleted.`,
                })
              }
              className="inline-flex size-8 items-center justify-center rounded-md text-ink-3 hover:bg-raised hover:text-ink"
            >
              <Trash2 aria-hidden className="size-4" />
            </button>
          )}
        </span>
      </div>
      {error && !question && (
        <div className="px-2 pb-2">
          <Notice kind="error">{error.message}</Notice>
        </div>
      )}
      {question}
    </li>
  );
}
