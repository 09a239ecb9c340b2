'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useToast } from '@/components/ui/toasts';
import type { DetectorChange } from '@/lib/schemas/detector-change';
import type { Detector, DetectorPatch } from '@/lib/schemas/detectors';
import { ChangeQuestion } from './change-question';
import { inversePatch } from './inverse-patch';
import { deleteDetector, dryRunDelete, dryRunPatch, patchDetector, restoreDetector } from './queries';

export interface AskedChange {
  detector: Detector;
  /** Null: it is deleted. */
  patch: DetectorPatch | null;
  title: string;
  verb: string;
  /** What is said afterwards: `“Accuracy falls” is off.` */
  done: string;
  onDone?: () => void;
}

function commit({ detector, patch }: AskedChange): Promise<unknown> {
  return patch === null ? deleteDetector(detector.id) : patchDetector({ id: detector.id, patch });
}

function takeBack({ detector, patch }: AskedChange): Promise<unknown> {
  return patch === null
    ? restoreDetector(detector.id)
    : patchDetector({ id: detector.id, patch: inversePatch(detector, patch) });
}

/**
 * Changes a detector: what would end open incidents asks first and names them; a deletion always asks.
 * Afterwards it can be undone for a while.
 */
export function useDetectorChange(): {
  request: (asked: AskedChange) => void;
  isPending: boolean;
  error: Error | null;
  question: ReactNode;
} {
  const client = useQueryClient();
  const toast = useToast();
  const [question, setQuestion] = useState<{ asked: AskedChange; change: DetectorChange } | null>(null);
  const refresh = () =>
    client.invalidateQueries({
      predicate: ({ queryKey: [first] }) => first !== 'methods' && first !== 'preview',
    });
  const change = useMutation({
    mutationFn: async (asked: AskedChange) => {
      await commit(asked);
      return asked;
    },
    onSuccess: (asked) => {
      setQuestion(null);
      toast({
        text: asked.done,
        undo: async () => {
          await takeBack(asked);
          await refresh();
          return `“${asked.detector.name}” is as it was.`;
        },
      });
      asked.onDone?.();
      void refresh();
    },
  });
  const look = useMutation({
    mutationFn: ({ detector, patch }: AskedChange) =>
      patch === null ? dryRunDelete(detector.id) : dryRunPatch(detector.id, patch),
    onSuccess: (found, asked) => {
      if (asked.patch !== null && found.incident_count === 0) change.mutate(asked);
      else setQuestion({ asked, change: found });
    },
  });
  return {
    request: (asked) => {
      change.reset();
      look.mutate(asked);
    },
    isPending: look.isPending || change.isPending,
    error: look.error ?? change.error,
    question: question && (
      <ChangeQuestion
        title={question.asked.title}
        verb={question.asked.verb}
        change={question.change}
        isDeletion={question.asked.patch === null}
        isPending={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate(question.asked)}
        onClose={() => setQuestion(null)}
      />
    ),
  };
}
