import { Instant } from '@/components/charts/instant';

/** When a part of the settings was saved last. */
export function LastChange({ of: part }: { of: { updated_at: string } | null }) {
  if (part === null) return null;
  return (
    <span className="mt-2 block text-xs text-ink-3">
      Changed <Instant iso={part.updated_at} as="age" />
    </span>
  );
}
