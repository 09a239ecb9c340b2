'use client';

import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { LoadSample } from './sample-controls';
import { hideSetup } from './setup-hidden';
import type { SetupProgress } from './setup-progress';
import { SetupSteps } from './setup-steps';

/** The overview before the first point: how to send one, or how to see real data without. */
export function FirstRun({ progress }: { progress: SetupProgress }) {
  return (
    <>
      <p className="mb-4 max-w-prose text-ink-2">
        Nothing has been measured yet. A model and its metrics come into being with their first point.
      </p>
      <div className="grid max-w-6xl gap-4 lg:grid-cols-[3fr_2fr]">
        <Card aria-label="Set up" className="p-5">
          <h2 className="mb-4 text-base font-semibold">Set up Driftwatch</h2>
          <SetupSteps progress={progress} />
        </Card>
        <Card aria-label="Sample" className="flex flex-col items-start gap-3 self-start p-5">
          <h2 className="text-base font-semibold">See it on real data</h2>
          <LoadSample />
        </Card>
      </div>
    </>
  );
}

/** The same steps below the table, while something of them is left and nobody has hidden them. */
export function SetupCard({ progress }: { progress: SetupProgress }) {
  return (
    <Card aria-label="Set up" className="mt-6 max-w-4xl p-4">
      <div className="mb-3 flex items-center justify-between gap-3">
        <h2 className="text-base font-semibold">Watch a model of your own</h2>
        <Button look="quiet" onClick={hideSetup}>
          Hide these steps
        </Button>
      </div>
      <SetupSteps progress={progress} />
    </Card>
  );
}
