import type { Model } from '@/lib/schemas/models';

/** The models of all pages, each where it is first: one whose place changed between two pages is on both. */
export function distinctModels(pages: { items: Model[] }[]): Model[] {
  const seen = new Set<string>();
  return pages.flatMap(({ items }) =>
    items.filter(({ id }) => {
      const isNew = !seen.has(id);
      seen.add(id);
      return isNew;
    }),
  );
}
