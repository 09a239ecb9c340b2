'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useRefusal } from '@/components/access/access';
import { Instant } from '@/components/charts/instant';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import type { Annotation } from '@/lib/schemas/annotations';
import { textMaxLength } from '@/lib/schemas/limits';
import { addAnnotation, deleteAnnotation } from './queries';
import { fromLocalInput, toLocalInput } from './range';

interface AnnotationDialogProps {
  modelId: string;
  metrics: string[];
  annotations: Annotation[];
  onClose: () => void;
}

const kinds: Record<Annotation['kind'], string> = { deploy: 'Deploy', note: 'Note' };

interface AnnotationListProps {
  annotations: Annotation[];
  isReadOnly: boolean;
}

function AnnotationList({ annotations, isReadOnly }: AnnotationListProps) {
  const queryClient = useQueryClient();
  const deletion = useMutation({
    mutationFn: deleteAnnotation,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['annotations'] }),
  });
  if (annotations.length === 0) return <p className="text-ink-2">Nothing is noted on this model yet.</p>;
  return (
    <>
      <ul className="max-h-60 overflow-y-auto rounded border border-line">
        {annotations.map(({ id, kind, text, ts, metric, created_by, created_by_name }) => (
          <li key={id} className="flex items-start gap-2 border-t border-line px-3 py-1.5 first:border-t-0">
            <span className="min-w-0 flex-1 break-words">
              <strong>{kinds[kind]}</strong> {text}
              <span className="block text-xs text-ink-3">
                <Instant iso={ts} /> · {metric ?? 'all metrics'} · {created_by_name ?? created_by}
              </span>
            </span>
            {!isReadOnly && (
              <button
                type="button"
                aria-label={`Delete the ${kind} “${text}”`}
                disabled={deletion.isPending}
                onClick={() => deletion.mutate(id)}
                className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-3 hover:bg-raised hover:text-ink"
              >
                <Trash aria-hidden className="size-4" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {deletion.error && <Notice kind="error">It could not be deleted. {deletion.error.message}</Notice>}
    </>
  );
}

/** Deploys and notes of a model: what there is, and a new one. */
export function AnnotationDialog({ modelId, metrics, annotations, onClose }: AnnotationDialogProps) {
  const [kind, setKind] = useState<Annotation['kind']>('deploy');
  const [text, setText] = useState('');
  const [time, setTime] = useState(() => toLocalInput(Date.now()));
  const [metric, setMetric] = useState('');
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const queryClient = useQueryClient();
  const addition = useMutation({
    mutationFn: addAnnotation,
    onSuccess: () => {
      setText('');
      setWasSubmitted(false);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['annotations'] }),
  });
  const refusal = useRefusal('annotate', { model: modelId });
  const ms = fromLocalInput(time);
  const textError = wasSubmitted && text.trim() === '' ? 'Say what happened.' : undefined;
  const timeError = wasSubmitted && Number.isNaN(ms) ? 'Choose a day and a time.' : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWasSubmitted(true);
    if (text.trim() === '' || Number.isNaN(ms)) return;
    addition.mutate({
      model_id: modelId,
      kind,
      text: text.trim(),
      ts: new Date(ms).toISOString(),
      ...(metric !== '' && { metric }),
    });
  };
  return (
    <Dialog title="Deploys and notes" onClose={onClose}>
      <div className="flex flex-col gap-4">
        <form onSubmit={submit} noValidate className="flex flex-col gap-3">
          <Field label="What happened" error={textError}>
            {(control) => (
              <input
                {...control}
                maxLength={textMaxLength}
                placeholder="2026.11 goes live"
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
            <Field label="Kind">
              {(control) => (
                <select
                  {...control}
                  value={kind}
                  onChange={(event) => setKind(event.target.value === 'note' ? 'note' : 'deploy')}
                >
                  {Object.entries(kinds).map(([value, name]) => (
                    <option key={value} value={value}>
                      {name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <Field label="When" hint="UTC" error={timeError}>
              {(control) => (
                <input
                  {...control}
                  type="datetime-local"
                  value={time}
                  onChange={(event) => setTime(event.target.value)}
                />
              )}
            </Field>
            <Field label="Metric">
              {(control) => (
                <select {...control} value={metric} onChange={(event) => setMetric(event.target.value)}>
                  <option value="">All metrics</option>
                  {metrics.map((name) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          </div>
          {addition.error && <Notice kind="error">{addition.error.message}</Notice>}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Close</Button>
            <Button type="submit" look="primary" refusal={refusal} disabled={addition.isPending}>
              {addition.isPending ? 'Adding…' : 'Add'}
            </Button>
          </div>
        </form>
        <AnnotationList annotations={annotations} isReadOnly={refusal !== undefined} />
      </div>
    </Dialog>
  );
}
