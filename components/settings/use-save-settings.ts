'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useToast } from '@/components/ui/toasts';
import type { SettingsPatch } from '@/lib/schemas/settings';
import { patchSettings, settingsQuery } from './queries';

interface Save {
  patch: SettingsPatch;
  /** What is said afterwards. */
  done: string;
}

/** Saves a part of the settings; the answer is what they are now. */
export function useSaveSettings() {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: ({ patch }: Save) => patchSettings(patch),
    onSuccess: (settings, { done }) => {
      client.setQueryData(settingsQuery.queryKey, settings);
      toast({ text: done });
      void client.invalidateQueries({ queryKey: ['sign-in'] });
    },
  });
}
