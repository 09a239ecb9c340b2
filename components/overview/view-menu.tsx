'use client';

import { Bookmark } from 'lucide-react';
import dynamic from 'next/dynamic';
import { Menu } from '@/components/ui/menu';

const SavedViews = dynamic(() => import('./saved-views').then((module) => module.SavedViews), {
  loading: () => null,
});

/** Filter, order, grouping and columns under a name, for everybody. */
export function ViewMenu() {
  return (
    <Menu label="Views" icon={Bookmark}>
      <SavedViews />
    </Menu>
  );
}
