'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useMay } from '@/components/access/access';
import { Button } from '@/components/ui/button';
import { controlClass } from '@/components/ui/field';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { usePageQuery } from '@/components/ui/use-page-query';
import { createView, deleteView, viewsQuery } from './queries';

const path = '/';

function ViewList() {
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(viewsQuery);
  const mayDelete = useMay('manage_views');
  const removal = useMutation({
    mutationFn: deleteView,
    onSettled: () => queryClient.invalidateQueries(viewsQuery),
  });
  if (error && !data) {
    return (
      <Notice kind="error" onRetry={() => void refetch()}>
        The views could not be loaded. {error.message}
      </Notice>
    );
  }
  const views = data?.items.filter((view) => view.path === path) ?? [];
  return (
    <>
      {views.length === 0 && <p className="px-2 py-1 text-ink-3">No view is saved yet.</p>}
      <ul>
        {views.map(({ id, name, query }) => (
          <li key={id} className="flex items-center rounded hover:bg-raised">
            <Link
              href={query === '' ? path : `${path}?${query}`}
              className="min-h-8 min-w-0 flex-1 truncate px-2 py-1.5"
            >
              {name}
            </Link>
            {mayDelete && (
              <button
                type="button"
                aria-label={`Delete the view ${name}`}
                disabled={removal.isPending}
                onClick={() => removal.mutate(id)}
                className="mr-1 inline-flex size-6 items-center justify-center rounded text-ink-3 hover:text-ink"
              >
                <X aria-hidden className="size-3.5" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {removal.error && (
        <p role="alert" className="px-2 py-1 text-drift">
          {removal.error.message}
        </p>
      )}
    </>
  );
}

function SaveView() {
  const queryClient = useQueryClient();
  const { query } = usePageQuery();
  const [name, setName] = useState('');
  const save = useMutation({
    mutationFn: createView,
    onSuccess: async () => {
      setName('');
      await queryClient.invalidateQueries(viewsQuery);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') save.mutate({ name: name.trim(), path, query: query.toString() });
  };
  return (
    <form onSubmit={submit} className="mt-1.5 border-t border-line pt-2">
      <label className="block px-2 text-xs text-ink-3" htmlFor="view-name">
        Save what is shown now as
      </label>
      <div className="mt-1 flex gap-1.5 px-2 pb-1">
        <input
          id="view-name"
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
          className={`${controlClass} min-h-8 w-44 py-1`}
        />
        <Button type="submit" disabled={save.isPending} className="min-h-8 py-1">
          Save
        </Button>
      </div>
      {save.error && (
        <p role="alert" className="max-w-64 px-2 pb-1 text-drift">
          {save.error.message}
        </p>
      )}
    </form>
  );
}

/** The views that are saved, and what is shown now to be saved as one. */
export function SavedViews() {
  return (
    <>
      <ViewList />
      {useMay('manage_views') && <SaveView />}
    </>
  );
}
