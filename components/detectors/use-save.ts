'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useToast } from '@/components/ui/toasts';
import { formatCount } from '@/lib/format';
import type { Detector, DetectorInput, DetectorPatch } from '@/lib/schemas/detectors';
import type { Preview } from '@/lib/schemas/preview';
import { calibrationRequest, type PreviewAsk } from './preview-request';
import { requestPreview, saveDetector } from './queries';
import type { useDetectorChange } from './use-detector-change';

/** `itself`: a change of the detector that is edited, or a new live one. */
export type SaveAs = 'itself' | 'shadow';

interface SaveCall {
  ask: PreviewAsk;
  as: SaveAs;
  /** The preview of exactly this form, where it has come already. */
  fired: Preview | undefined;
}

/** Objects are compared field by field: the API sorts params as it likes. */
function isEqual(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) =>
    isEqual((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]),
  );
}

/** What an edit changes: only that is sent, and only that is taken back. */
export function changedFields(detector: Detector, input: DetectorInput): DetectorPatch {
  const fields = Object.keys(input) as (keyof DetectorInput)[];
  return Object.fromEntries(
    fields.filter((field) => !isEqual(detector[field], input[field])).map((field) => [field, input[field]]),
  );
}

/**
 * The input with the threshold that keeps to the budget; where none can be worked out, that of the form
 * holds.
 */
async function solvedInput({ ask, fired }: SaveCall): Promise<DetectorInput> {
  if (ask.budget === null) return ask.input;
  const { params } = fired ?? (await requestPreview(calibrationRequest(ask), {}));
  return { ...ask.input, params };
}

interface SaveOptions {
  detector: Detector | undefined;
  change: ReturnType<typeof useDetectorChange>;
  /** Nothing is unsaved any more. */
  onSaved: () => void;
}

/**
 * Saves the form: a new detector, a shadow beside a live one, or a change that asks before it ends incidents.
 */
export function useSave({ detector, change, onSaved }: SaveOptions) {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: async (call: SaveCall) => {
      const input = await solvedInput(call);
      if (detector && call.as === 'itself') return { input, made: null };
      const name = detector ? `${input.name} (shadow)` : input.name;
      return {
        input,
        made: await saveDetector({
          id: undefined,
          input: { ...input, name, enabled: true, mode: call.as === 'shadow' ? 'shadow' : 'live' },
        }),
      };
    },
    onSuccess: ({ input, made }) => {
      if (made) {
        const watches = `watches ${formatCount(made.series_count, 'series', 'series')}`;
        toast({
          text: `“${made.name}” ${made.mode === 'shadow' ? 'judges in silence: it' : 'is on: it'} ${watches}.`,
        });
        void client.invalidateQueries({
          predicate: ({ queryKey: [first] }) => first !== 'methods' && first !== 'preview',
        });
        onSaved();
        return;
      }
      if (!detector) return;
      const patch = changedFields(detector, input);
      if (Object.keys(patch).length === 0) {
        toast({ text: 'Nothing has changed.' });
        onSaved();
        return;
      }
      change.request({
        detector,
        patch,
        title: `Save “${input.name}”`,
        verb: 'Save',
        done: `“${input.name}” is saved.`,
        onDone: onSaved,
      });
    },
  });
}
