'use client';

import { type UseMutationResult, useMutation } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { type ReactNode, useSyncExternalStore } from 'react';
import { useMay, useRefusal } from '@/components/access/access';
import { Button, buttonClass } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { durationText } from './change-text';
import { modelHref } from './overview-row';
import { makeFirstKey } from './queries';
import type { SetupProgress } from './setup-progress';

const subscribeToNothing = () => () => {};
const commandId = 'first-point-command';
const textLink = 'font-medium text-tide underline-offset-2 hover:underline';

interface StepProps {
  number: number;
  title: string;
  isDone: boolean;
  /** The first one that is not done; of the others the title is enough. */
  isNext: boolean;
  children?: ReactNode;
}

function Step({ number, title, isDone, isNext, children }: StepProps) {
  return (
    <li aria-current={isNext ? 'step' : undefined} className="flex gap-3">
      <span
        aria-hidden
        className={`mt-px flex size-5 shrink-0 items-center justify-center rounded-full border text-xs font-medium ${
          isDone
            ? 'border-stable text-stable'
            : isNext
              ? 'border-tide bg-tide text-on-tide'
              : 'border-line-strong text-ink-3'
        }`}
      >
        {isDone ? <Check className="size-3" /> : number}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className={isNext ? 'font-semibold' : 'text-ink-2'}>
          {title}
          {isDone && <span className="sr-only"> (done)</span>}
        </h3>
        {isNext && children && (
          <div className="mt-1.5 flex flex-col items-start gap-2 text-ink-2">{children}</div>
        )}
      </div>
    </li>
  );
}

const makeDetector = 'Make a detector';

function MakeDetector({ href }: { href: string }) {
  const refusal = useRefusal('manage_detectors');
  if (refusal) {
    return (
      <Button look="primary" refusal={refusal} className="min-h-8 py-1">
        {makeDetector}
      </Button>
    );
  }
  return (
    <Link href={href} className={buttonClass('primary', 'min-h-8 py-1')}>
      {makeDetector}
    </Link>
  );
}

/** What stands in the line until there is a key. */
const keyPlace = '<key>';

/** A key that posts points, made with one press by whoever may. */
function MakeKey({ isMade, making }: { isMade: boolean; making: UseMutationResult<string, Error, void> }) {
  if (isMade) {
    return (
      <p>
        Run it as it stands; this page shows the point within a few seconds. The key is shown only now, and
        listed under{' '}
        <Link href="/settings/keys" className={textLink}>
          Settings, Keys
        </Link>
        .
      </p>
    );
  }
  return (
    <>
      <p>It needs a key that may post points.</p>
      <Button
        look="primary"
        className="min-h-8 py-1"
        disabled={making.isPending}
        onClick={() => making.mutate()}
      >
        {making.isPending ? 'Making a key…' : 'Make a key'}
      </Button>
      {making.error && <Notice kind="error">The key could not be made. {making.error.message}</Notice>}
    </>
  );
}

/** A line for a shell that posts a point to this very server. */
function PostLine() {
  const origin = useSyncExternalStore(
    subscribeToNothing,
    () => window.location.origin,
    () => 'http://127.0.0.1:3000',
  );
  const mayKeys = useMay('manage_keys');
  const making = useMutation({ mutationFn: makeFirstKey });
  const command = `curl ${origin}/api/metrics \\
  -H 'authorization: Bearer ${making.data ?? keyPlace}' \\
  -H 'content-type: application/json' \\
  -d '{"model_id": "churn", "metric": "accuracy", "value": 0.91}'`;
  return (
    <>
      <pre className="w-full rounded-md bg-raised p-3 font-mono text-xs leading-relaxed break-words whitespace-pre-wrap">
        <code id={commandId}>{command}</code>
      </pre>
      {making.data && <CopyButton text={command} selectId={commandId} />}
      {mayKeys ? (
        <MakeKey isMade={making.data !== undefined} making={making} />
      ) : (
        <p>In place of {keyPlace} it needs a key that may post points: ask an admin for one.</p>
      )}
    </>
  );
}

function Learning({ progress }: { progress: SetupProgress }) {
  const learning = progress.learning?.learning;
  if (!progress.learning || !learning) return <p>The detector speaks with the next point that is posted.</p>;
  const { seen, needed, remaining_ms: remainingMs } = learning;
  return (
    <>
      <progress
        aria-label={`Points that ${progress.learning.id} has of those it needs`}
        value={seen}
        max={needed}
        className="h-1.5 w-full max-w-80 appearance-none overflow-hidden rounded-full bg-raised [&::-moz-progress-bar]:bg-tide [&::-webkit-progress-bar]:bg-raised [&::-webkit-progress-value]:bg-tide"
      />
      <p>
        {progress.learning.id} has {seen.toLocaleString('en-GB')} of {needed.toLocaleString('en-GB')} points
        {remainingMs ? `; at its rate the others take about ${durationText(remainingMs)}` : ''}. Points of the
        past may be posted at once, with a <code className="font-mono text-xs">ts</code> each.
      </p>
    </>
  );
}

/** From the first point to the first verdict of a detector: what is done, what is next, and how. */
export function SetupSteps({ progress }: { progress: SetupProgress }) {
  const { model, hasDetector, hasVerdict } = progress;
  return (
    <ol className="flex flex-col gap-3">
      <Step number={1} title="Post points of a model" isDone={model !== null} isNext={model === null}>
        <PostLine />
      </Step>
      <Step
        number={2}
        title="See them"
        isDone={model !== null && hasDetector}
        isNext={model !== null && !hasDetector}
      >
        {model && (
          <Link href={modelHref(model.id)} className={textLink}>
            Look at {model.id}
          </Link>
        )}
      </Step>
      <Step number={3} title="Make a detector" isDone={hasDetector} isNext={model !== null && !hasDetector}>
        <p>It learns what is ordinary from the stored points, then judges every new one as it comes.</p>
        <MakeDetector
          href={`/detectors/new?model=${encodeURIComponent(model?.id ?? '*')}&metric=${encodeURIComponent(model?.series?.metric ?? '')}`}
        />
      </Step>
      <Step number={4} title="Get the first verdict" isDone={hasVerdict} isNext={hasDetector && !hasVerdict}>
        <Learning progress={progress} />
      </Step>
    </ol>
  );
}
