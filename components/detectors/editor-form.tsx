'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useRef, useState } from 'react';
import { useRefusal } from '@/components/access/access';
import { usePageQuery } from '@/components/ui/use-page-query';
import { ApiError } from '@/lib/http/client';
import type { Detector, Method } from '@/lib/schemas/detectors';
import { BudgetSection } from './budget-section';
import { suggestedName, withMethod } from './draft';
import { EditorActions } from './editor-actions';
import { FiredPanel } from './fired-panel';
import { LeaveQuestion } from './leave-question';
import { askedShifts } from './meaning';
import { MeaningPanel, type ReferenceRange } from './meaning-panel';
import { MinChangeControl } from './min-change-control';
import { NoticeSection } from './notice-section';
import { ParamControl } from './param-control';
import { paramFields } from './param-fields';
import { ParamsSection } from './params-section';
import { isReach, newestPointMs, type PreviewAsk } from './preview-request';
import { patternModelsQuery } from './queries';
import { type FormErrors, problemErrors, readDetectorForm } from './read-detector-form';
import { ThenSection } from './then-section';
import { useDetectorChange } from './use-detector-change';
import { useDraft } from './use-draft';
import { useLeaveGuard } from './use-leave-guard';
import { usePreview } from './use-preview';
import { type SaveAs, useSave } from './use-save';
import { WatchSection } from './watch-section';

interface EditorFormProps {
  /** The detector that is edited; without it a new one is made. */
  detector?: Detector | undefined;
  methods: Method[];
}

const list = '/detectors';

function serverFaults(error: Error | null, fields: ReturnType<typeof paramFields>) {
  if (error instanceof ApiError) return problemErrors(error.problem, fields);
  return { errors: {} as FormErrors, rest: error ? [error.message] : [] };
}

/**
 * Makes or changes a detector by what it comes to; what it would have done is beside the form, or beneath on
 * a phone.
 */
export function EditorForm({ detector, methods }: EditorFormProps) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const { query, change: changeQuery } = usePageQuery();
  const { draft, change, replace, stopWriting, isChanged, isUnsaved } = useDraft(detector, methods);
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const [shift, setShift] = useState('');
  const [reference, setReference] = useState<ReferenceRange | null>(null);
  const models = useQuery(patternModelsQuery);
  const reachText = query.get('reach');
  const reach = isReach(reachText) ? reachText : '90d';

  const method = methods.find((one) => one.method === draft.method);
  const fields = method ? paramFields(method.params_schema) : [];
  const suggestion = suggestedName(draft, method);
  const named = draft.name.trim() === '' ? { ...draft, name: suggestion } : draft;
  const { input, errors: typed } = readDetectorForm(named, fields);
  const isWithoutLimits =
    method?.calibrated_param === null && input.params.lower == null && input.params.upper == null;
  const refusal = useRefusal('manage_detectors', { pattern: input.model_pattern });
  const wanting =
    refusal ??
    (input.metric_pattern === ''
      ? 'Say which metric to watch, and this shows where it would have fired.'
      : isWithoutLimits
        ? 'Set a lower or an upper limit, and this shows where it would have fired.'
        : (Object.values(typed)[0] ?? null));
  const ask: PreviewAsk = {
    input,
    budget: draft.budget,
    detectorId: isChanged ? detector?.id : undefined,
    reach,
    newestMs: models.data ? newestPointMs(models.data.models, input.model_pattern) : null,
    reference,
  };
  const isReady = wanting === null && !models.isPending;
  const [direction, setDirection] = useState<'higher_is_better' | 'lower_is_better' | 'two_sided'>(
    'higher_is_better',
  );
  // The name is no part of what would happen.
  const preview = usePreview(
    isReady ? { ...ask, input: { ...input, name: '' } } : null,
    askedShifts(shift, direction),
  );
  const shownDirection = (
    preview.fired?.series.find(({ role }) => role === 'median') ?? preview.fired?.series[0]
  )?.direction;
  if (shownDirection && shownDirection !== direction) setDirection(shownDirection);

  const guard = useLeaveGuard(isUnsaved, (href) => {
    stopWriting();
    router.push(href);
  });
  const detectorChange = useDetectorChange();
  const save = useSave({
    detector,
    change: detectorChange,
    onSaved: () => {
      guard.release();
      stopWriting();
      router.replace(list);
    },
  });
  const saveError = save.error ?? detectorChange.error;
  const server = serverFaults(saveError, fields);
  const limitFault = isWithoutLimits ? { 'params.lower': 'Set a lower or an upper limit.' } : {};
  const faults: FormErrors = { ...limitFault, ...typed };
  const errors = wasSubmitted ? { ...server.errors, ...faults } : server.errors;

  const set = (values: Parameters<typeof change>[0]) => {
    if (save.error) save.reset();
    change(values);
  };
  const submit = (as: SaveAs) => {
    setWasSubmitted(true);
    if (Object.keys(faults).length === 0) {
      save.mutate({ ask, as, fired: preview.isCurrent ? preview.fired : undefined });
      return;
    }
    // After the errors are on the screen, the first of them gets the focus.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit('itself');
  };
  const threshold = fields.find(({ name }) => name === method?.calibrated_param);
  const setParam = (name: string, text: string) => set({ params: { ...draft.params, [name]: text } });
  /**
   * A method that has a reference of its own gets the range; for the others it is what thresholds are worked
   * out from.
   */
  const takeReference = (range: ReferenceRange | null) => {
    setReference(range);
    if (!fields.some(({ name }) => name === 'reference_from')) return;
    const own = range
      ? {
          reference: 'range',
          reference_from: String(Date.parse(range.from)),
          reference_to: String(Date.parse(range.to)),
        }
      : { reference: 'first', reference_from: '', reference_to: '' };
    set({ params: { ...draft.params, ...own } });
  };
  const params = (
    <ParamsSection draft={draft} fields={fields} method={method} errors={errors} onParam={setParam} />
  );
  const isBusy = save.isPending || detectorChange.isPending;

  return (
    <>
      <form
        ref={form}
        onSubmit={onSubmit}
        noValidate
        className="grid min-w-0 items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(20rem,26rem)_minmax(0,1fr)]"
      >
        <div className="flex min-w-0 flex-col gap-5">
          <WatchSection
            draft={draft}
            errors={errors}
            models={models.data}
            matching={preview.fired?.matching}
            isCurrent={preview.isCurrent}
            onChange={set}
          />
          <NoticeSection
            method={draft.method}
            methods={methods}
            onMethod={(chosen) => replace((held) => withMethod(held, chosen))}
          />
          {method?.calibrated_param === null && params}
          <BudgetSection
            budget={draft.budget}
            method={method}
            fired={preview.fired}
            isCurrent={preview.isCurrent}
            onBudget={(budget) => set({ budget })}
            threshold={
              threshold && (
                <ParamControl
                  field={threshold}
                  text={draft.params[threshold.name] ?? ''}
                  error={errors[`params.${threshold.name}`]}
                  onChange={(text) => setParam(threshold.name, text)}
                />
              )
            }
            minChange={
              <MinChangeControl
                text={draft.minChange}
                unit={draft.minChangeUnit}
                error={errors['min_change.value']}
                onText={(minChange) => set({ minChange })}
                onUnit={(minChangeUnit) => set({ minChangeUnit })}
              />
            }
          />
          {method?.calibrated_param !== null && params}
          <ThenSection draft={draft} suggestion={suggestion} errors={errors} onChange={set} />
        </div>
        <div className="flex min-w-0 flex-col gap-6 max-lg:border-t max-lg:border-line max-lg:pt-4">
          <MeaningPanel
            meaning={preview.meaning}
            isCurrent={preview.isMeaningCurrent}
            isEmpty={wanting !== null || preview.fired?.series.length === 0}
            shift={shift}
            onShift={setShift}
            reference={reference}
            onReference={takeReference}
          />
          <FiredPanel
            fired={preview.fired}
            isCurrent={preview.isCurrent}
            error={preview.error}
            progress={preview.progress}
            wanting={wanting}
            reach={reach}
            onReach={(next) => changeQuery({ reach: next === '90d' ? null : next })}
            onRetry={preview.retry}
          />
        </div>
        <EditorActions
          detector={detector}
          isBusy={isBusy}
          refusal={refusal}
          isUnsaved={isChanged}
          faults={server.rest}
          hasFaults={wasSubmitted && Object.keys(errors).length > 0}
          onShadow={() => submit('shadow')}
        />
      </form>
      {detectorChange.question}
      {guard.isAsking && <LeaveQuestion onStay={guard.stay} onLeave={guard.leave} />}
    </>
  );
}
