'use client';

import { Button, buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { useListens } from '@/components/ui/use-listens';
import type { Detector } from '@/lib/schemas/detectors';

interface EditorActionsProps {
  detector: Detector | undefined;
  isBusy: boolean;
  /** Why the person may not save it. */
  refusal: string | undefined;
  isUnsaved: boolean;
  /** What the server refused that belongs to no field. */
  faults: string[];
  hasFaults: boolean;
  onShadow: () => void;
}

/** Saving, always in reach at the foot of the screen. */
export function EditorActions(props: EditorActionsProps) {
  const { detector, isBusy, refusal, isUnsaved, faults, hasFaults, onShadow } = props;
  const listens = useListens();
  const isShadow = detector?.mode === 'shadow';
  return (
    <div className="sticky bottom-[calc(3.25rem+env(safe-area-inset-bottom))] z-20 -mx-4 flex flex-col gap-2 border-t border-line bg-ground px-4 py-3 md:bottom-0 lg:col-span-2">
      {faults.map((fault) => (
        <Notice key={fault} kind="error">
          {fault}
        </Notice>
      ))}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          type="submit"
          look="primary"
          refusal={refusal}
          disabled={!listens || isBusy || (detector !== undefined && !isUnsaved)}
        >
          {isBusy ? 'Saving…' : detector ? 'Save' : 'Create detector'}
        </Button>
        {!isShadow && (
          <Button
            disabled={isBusy || (detector !== undefined && !isUnsaved)}
            refusal={refusal}
            onClick={onShadow}
            title="It judges and keeps its readings, but opens no incidents and asks for no jobs"
          >
            {detector ? 'Run silently beside the live one' : 'Run silently first'}
          </Button>
        )}
        <Link href="/detectors" className={buttonClass('quiet')}>
          Cancel
        </Link>
        {hasFaults && <p className="text-xs font-medium text-drift">Something above needs another value.</p>}
      </div>
    </div>
  );
}
