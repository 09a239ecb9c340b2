import type { Metadata } from 'next';
import { Suspense } from 'react';
import { OverviewScreen } from '@/components/overview/overview-screen';
import { LoadingRows } from '@/components/ui/skeleton';

export const metadata: Metadata = { title: { absolute: 'Overview · Driftwatch' } };

export default function OverviewPage() {
  return (
    <Suspense fallback={<LoadingRows label="Loading the models" rows={4} className="h-24" />}>
      <OverviewScreen />
    </Suspense>
  );
}
