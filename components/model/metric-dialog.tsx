'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { ApiError } from '@/lib/http/client';
import { type MetricDirection, metricDirectionSchema } from '@/lib/schemas/metrics';
import type { SeriesSummary } from '@/lib/schemas/models';
import { type MetricFormErrors, type MetricFormValues, readMetricForm } from './metric-form';
import { patchMetric } from './queries';

interface MetricDialogProps {
  series: SeriesSummary;
  onClose: () => void;
}

const directionLabels: Record<MetricDirection, string> = {
  higher_is_better: 'Higher is better: a fall is drift',
  lower_is_better: 'Lower is better: a rise is drift',
  two_sided: 'Both ways: a fall or a rise is drift',
};

const boundText = (bound: number | null) => (bound === null ? '' : String(bound));

function serverErrors(error: unknown): MetricFormErrors {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(
    (error.problem.errors ?? []).flatMap(({ field, message }) => (field ? [[field, message]] : [])),
  );
}

export function MetricDialog({ series, onClose }: MetricDialogProps) {
  const [values, setValues] = useState<MetricFormValues>({
    unit: series.unit ?? '',
    direction: series.direction,
    lower_bound: boundText(series.lower_bound),
    upper_bound: boundText(series.upper_bound),
    time_zone: series.time_zone ?? '',
  });
  const zonesId = useId();
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: patchMetric,
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      onClose();
    },
  });
  const { patch, errors } = readMetricForm(values);
  const shown: MetricFormErrors = { ...serverErrors(save.error), ...(wasSubmitted ? errors : {}) };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWasSubmitted(true);
    if (Object.keys(errors).length === 0) save.mutate({ name: series.metric, patch });
  };
  const set = (change: Partial<MetricFormValues>) => setValues({ ...values, ...change });

  return (
    <Dialog title={`Settings of ${series.metric}`} onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <p className="text-ink-2">They hold for the metric {series.metric} of every model.</p>
        <Field
          label="Direction"
          error={shown.direction}
          help="Decides which changes count as degradation. Another one evaluates the history anew and resolves the metric's open incidents."
        >
          {(control) => (
            <select
              {...control}
              value={values.direction}
              onChange={(event) => set({ direction: metricDirectionSchema.parse(event.target.value) })}
            >
              {metricDirectionSchema.options.map((direction) => (
                <option key={direction} value={direction}>
                  {directionLabels[direction]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field
          label="Unit"
          hint="optional"
          error={shown.unit}
          help="1 for a share, whose axis ends at 0 and 1; ms, s, By, 1/s …"
        >
          {(control) => (
            <input {...control} value={values.unit} onChange={(event) => set({ unit: event.target.value })} />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-4">
          <Field label="Lower bound" hint="optional" error={shown.lower_bound}>
            {(control) => (
              <input
                {...control}
                inputMode="decimal"
                value={values.lower_bound}
                onChange={(event) => set({ lower_bound: event.target.value })}
              />
            )}
          </Field>
          <Field label="Upper bound" hint="optional" error={shown.upper_bound}>
            {(control) => (
              <input
                {...control}
                inputMode="decimal"
                value={values.upper_bound}
                onChange={(event) => set({ upper_bound: event.target.value })}
              />
            )}
          </Field>
        </div>
        <Field
          label="Time zone"
          hint="optional"
          error={shown.time_zone}
          help="Whose days and weeks the metric follows. Without one, hours are those of UTC. Another one evaluates the history anew and resolves the metric's open incidents."
        >
          {(control) => (
            <input
              {...control}
              list={zonesId}
              autoComplete="off"
              spellCheck={false}
              placeholder="Europe/Berlin"
              value={values.time_zone}
              onChange={(event) => set({ time_zone: event.target.value })}
            />
          )}
        </Field>
        <datalist id={zonesId}>
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        {save.error && <Notice kind="error">{save.error.message}</Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>
            {save.isPending ? 'Saving…' : 'Save changes'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
