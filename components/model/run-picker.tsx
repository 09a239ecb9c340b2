'use client';

import { useId } from 'react';
import { HealthMark } from '@/components/charts/health-mark';
import type { RunReadings } from '@/lib/schemas/series';

interface RunPickerProps {
  runs: RunReadings[];
  run: RunReadings | undefined;
  onChoose: (detectorId: string) => void;
}

const nameOf = (run: RunReadings) => (run.enabled ? run.detector_name : `${run.detector_name} (off)`);

/** Which detector's view of the series is drawn; with one detector just its name. */
export function RunPicker({ runs, run, onChoose }: RunPickerProps) {
  const id = useId();
  if (!run) return null;
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2 text-xs text-ink-2">
      {runs.length === 1 ? (
        <span className="truncate">Detector: {nameOf(run)}</span>
      ) : (
        <>
          <label htmlFor={id}>Detector</label>
          <select
            id={id}
            value={run.detector_id}
            onChange={(event) => onChoose(event.target.value)}
            className="min-h-8 max-w-48 truncate rounded-md border border-line-strong bg-surface px-2 text-ink"
          >
            {runs.map((one) => (
              <option key={one.run_id} value={one.detector_id}>
                {nameOf(one)}
              </option>
            ))}
          </select>
        </>
      )}
      {runs.length > 1 && <HealthMark health={run.level} learning={run.learning} />}
    </div>
  );
}
