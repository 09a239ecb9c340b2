'use client';

import { useId, useMemo } from 'react';
import { classNames } from '@/components/ui/class-names';
import { Field } from '@/components/ui/field';
import { formatCount } from '@/lib/format';
import type { Model } from '@/lib/schemas/models';
import type { Preview } from '@/lib/schemas/preview';
import type { Draft } from './draft';
import { EditorSection } from './editor-section';
import { patternMatches } from './pattern-matches';
import type { FormErrors } from './read-detector-form';
import { SeriesName } from './series-name';

interface WatchSectionProps {
  draft: Draft;
  errors: FormErrors;
  models: { models: Model[]; isComplete: boolean } | undefined;
  /** Of the patterns as they were asked about last. */
  matching: Preview['matching'] | undefined;
  isCurrent: boolean;
  onChange: (change: Partial<Draft>) => void;
}

const mostSuggestions = 100;

function suggestions(names: Iterable<string>, typed: string): string[] {
  const part = typed.replaceAll('*', '').toLowerCase();
  const found = [...new Set(names)].filter((name) => name.toLowerCase().includes(part));
  return found.sort().slice(0, mostSuggestions);
}

/** How many series match: at once by what is known of the models, then as the server has counted them. */
function Matches({ draft, models, matching, isCurrent }: Omit<WatchSectionProps, 'errors' | 'onChange'>) {
  const { model_pattern, metric_pattern } = draft;
  const quick = useMemo(
    () => models && patternMatches(models.models, model_pattern.trim(), metric_pattern.trim()),
    [models, model_pattern, metric_pattern],
  );
  if (metric_pattern.trim() === '' || model_pattern.trim() === '') {
    return <p className="text-ink-2">Say which metric; * is every one.</p>;
  }
  const counted = isCurrent ? matching : undefined;
  const count = counted?.series_count ?? quick?.seriesCount;
  if (count === undefined) return <p className="text-ink-3">Counting…</p>;
  if (count === 0) {
    return (
      <p className="text-ink-2">
        → <strong>No series yet.</strong> It will watch those that come.
      </p>
    );
  }
  const learning = counted?.learning_count ?? 0;
  return (
    <>
      <p>
        → <strong>{formatCount(count, 'series', 'series')}</strong>
        {quick && ` of ${formatCount(quick.modelCount, 'model')}`}
        {counted && learning > 0 && `, ${learning} still learning`}
      </p>
      {matching && matching.series.length > 0 && (
        <details className={classNames('text-xs', !isCurrent && 'stale')}>
          <summary className="inline-block min-h-6 py-1 font-medium text-tide">Which</summary>
          <ul
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
            tabIndex={0}
            aria-label="Series it watches"
            className="mt-1 max-h-56 overflow-y-auto rounded border border-line px-2 py-1"
          >
            {matching.series.map((one) => (
              <li key={one.series_id} className="py-0.5">
                <SeriesName series={one} />
                {one.learning && <span className="ml-1.5 text-ink-3">learning</span>}
              </li>
            ))}
            {matching.series_count > matching.series.length && (
              <li className="py-0.5 text-ink-3">
                and {formatCount(matching.series_count - matching.series.length, 'more', 'more')}
              </li>
            )}
          </ul>
        </details>
      )}
    </>
  );
}

/** Which series: two patterns with suggestions, and what they match now. */
export function WatchSection(props: WatchSectionProps) {
  const { draft, errors, models, onChange } = props;
  const id = useId();
  const known = models?.models;
  const modelNames = useMemo(
    () =>
      suggestions(
        (known ?? []).map((model) => model.id),
        draft.model_pattern,
      ),
    [known, draft.model_pattern],
  );
  const metricNames = useMemo(
    () =>
      suggestions(
        (known ?? []).flatMap(({ metrics }) => metrics.map(({ name }) => name)),
        draft.metric_pattern,
      ),
    [known, draft.metric_pattern],
  );
  return (
    <EditorSection title="What to watch">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Model" error={errors.model_pattern} help="* is any text, ? one character.">
          {(control) => (
            <input
              {...control}
              list={`${id}-models`}
              autoComplete="off"
              spellCheck={false}
              value={draft.model_pattern}
              onChange={(event) => onChange({ model_pattern: event.target.value })}
            />
          )}
        </Field>
        <Field label="Metric" error={errors.metric_pattern} help="accuracy, latency_* or *">
          {(control) => (
            <input
              {...control}
              list={`${id}-metrics`}
              autoComplete="off"
              spellCheck={false}
              value={draft.metric_pattern}
              placeholder="accuracy"
              onChange={(event) => onChange({ metric_pattern: event.target.value })}
            />
          )}
        </Field>
      </div>
      <datalist id={`${id}-models`}>
        {modelNames.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <datalist id={`${id}-metrics`}>
        {metricNames.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <div aria-live="polite">
        <Matches {...props} />
      </div>
    </EditorSection>
  );
}
