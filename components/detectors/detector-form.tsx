'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, Fragment, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { ApiError } from '@/lib/http/client';
import type { Detector, Method } from '@/lib/schemas/detectors';
import { AdoptControls } from './adopt-controls';
import { MinChangeControl } from './min-change-control';
import { ParamControl } from './param-control';
import { paramFields } from './param-fields';
import { PatternPreview } from './pattern-preview';
import { saveDetector } from './queries';
import {
  type DetectorFormValues,
  defaultParams,
  type FormErrors,
  problemErrors,
  readDetectorForm,
  storedParams,
  storedRules,
} from './read-detector-form';

interface DetectorFormProps {
  methods: Method[];
  detector?: Detector;
  metricPattern: string;
  onClose: () => void;
}

function firstValues(
  detector: Detector | undefined,
  methods: Method[],
  metricPattern: string,
): DetectorFormValues {
  const method = methods.find((one) => one.method === detector?.method) ?? methods[0];
  const fields = method ? paramFields(method.params_schema) : [];
  return {
    name: detector?.name ?? '',
    model_pattern: detector?.model_pattern ?? '*',
    metric_pattern: detector?.metric_pattern ?? metricPattern,
    method: method?.method ?? '',
    ...storedRules(detector),
    params: detector ? storedParams(fields, detector) : defaultParams(fields),
    enabled: detector?.enabled ?? true,
  };
}

function serverErrors(error: Error | null, fields: ReturnType<typeof paramFields>) {
  if (error instanceof ApiError) return problemErrors(error.problem, fields);
  return { errors: {} as FormErrors, rest: error ? [error.message] : [] };
}

export function DetectorForm({ methods, detector, metricPattern, onClose }: DetectorFormProps) {
  const [values, setValues] = useState(() => firstValues(detector, methods, metricPattern));
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const queryClient = useQueryClient();

  // The methods may arrive after the dialog has opened and given its focus elsewhere.
  useEffect(() => form.current?.querySelector('input')?.focus(), []);

  const save = useMutation({
    mutationFn: saveDetector,
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      onClose();
    },
  });

  const method = methods.find((one) => one.method === values.method);
  const fields = method ? paramFields(method.params_schema) : [];
  const { input, errors: typedErrors } = readDetectorForm(values, fields);
  const server = serverErrors(save.error, fields);
  const errors: FormErrors = wasSubmitted ? { ...server.errors, ...typedErrors } : {};

  const set = (change: Partial<DetectorFormValues>) => {
    setValues({ ...values, ...change });
    // What the server said was about the former values.
    if (save.error) save.reset();
  };
  const chooseMethod = (id: string) => {
    const chosen = methods.find((one) => one.method === id);
    if (chosen) set({ method: id, params: defaultParams(paramFields(chosen.params_schema)) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWasSubmitted(true);
    if (Object.keys(typedErrors).length === 0) save.mutate({ id: detector?.id, input });
    // After the errors are on the screen, the first of them gets the focus.
    else
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };

  // Both say how often there is an alarm, so they stand side by side, before all else.
  const sensitivity = fields.find(({ name }) => name === method?.calibrated_param);
  const ordered = fields.toSorted((a, b) => Number(b === sensitivity) - Number(a === sensitivity));
  const minChangeControl = (
    <MinChangeControl
      text={values.minChange}
      unit={values.minChangeUnit}
      error={errors['min_change.value']}
      onText={(minChange) => set({ minChange })}
      onUnit={(minChangeUnit) => set({ minChangeUnit })}
    />
  );

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
      <Field label="Name" error={errors.name}>
        {(control) => (
          <input
            {...control}
            value={values.name}
            placeholder="Accuracy falls"
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <div className="flex flex-col gap-2">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Model pattern" error={errors.model_pattern} help="* is any text, ? one character.">
            {(control) => (
              <input
                {...control}
                value={values.model_pattern}
                onChange={(event) => set({ model_pattern: event.target.value })}
              />
            )}
          </Field>
          <Field label="Metric pattern" error={errors.metric_pattern} help="accuracy, latency_* or *">
            {(control) => (
              <input
                {...control}
                value={values.metric_pattern}
                placeholder="accuracy"
                onChange={(event) => set({ metric_pattern: event.target.value })}
              />
            )}
          </Field>
        </div>
        <PatternPreview modelPattern={input.model_pattern} metricPattern={input.metric_pattern} />
      </div>
      <Field label="Method" error={errors.method} help={method?.summary}>
        {(control) => (
          <select {...control} value={values.method} onChange={(event) => chooseMethod(event.target.value)}>
            {methods.map((one) => (
              <option key={one.method} value={one.method}>
                {one.label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <fieldset className="grid gap-x-4 gap-y-5 sm:grid-cols-2">
        <legend className="mb-3 text-sm font-semibold">Parameters</legend>
        {sensitivity === undefined && minChangeControl}
        {ordered.map((field) => (
          <Fragment key={`${values.method} ${field.name}`}>
            <ParamControl
              field={field}
              text={values.params[field.name] ?? ''}
              error={errors[`params.${field.name}`]}
              onChange={(text) => set({ params: { ...values.params, [field.name]: text } })}
            />
            {field === sensitivity && minChangeControl}
          </Fragment>
        ))}
      </fieldset>
      {method?.kind !== 'rule' && (
        <AdoptControls
          rule={values.adopt}
          days={values.adoptAfterDays}
          daysError={errors.adopt_after_days}
          onRule={(adopt) => set({ adopt })}
          onDays={(adoptAfterDays) => set({ adoptAfterDays })}
        />
      )}
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={values.enabled}
          onChange={(event) => set({ enabled: event.target.checked })}
          className="size-4 accent-tide"
        />
        Enabled
      </label>
      <p className="rounded-md bg-raised px-3 py-2 text-xs text-ink-2">
        Saving evaluates the stored history of every matching series, so that the detector knows at once what
        is ordinary. This priming opens no incidents and queues no jobs; only points that come afterwards do.
      </p>
      {server.rest.map((message) => (
        <Notice key={message} kind="error">
          {message}
        </Notice>
      ))}
      <div className="sticky bottom-0 -mx-5 -mb-4 flex justify-end gap-2 border-t border-line bg-surface px-5 py-3">
        <Button onClick={onClose}>Close</Button>
        <Button type="submit" look="primary" disabled={save.isPending}>
          {save.isPending ? 'Saving and priming…' : detector ? 'Save changes' : 'Create detector'}
        </Button>
      </div>
    </form>
  );
}
