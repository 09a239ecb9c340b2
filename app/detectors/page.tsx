import type { Metadata } from 'next';
import { Suspense } from 'react';
import { DetectorsScreen } from '@/components/detectors/detectors-screen';
import { LoadingRows } from '@/components/ui/skeleton';

export const metadata: Metadata = { title: 'Detectors' };

export default function DetectorsPage() {
  return (
    <Suspense fallback={<LoadingRows label="Loading the detectors" rows={3} className="h-20" />}>
      <DetectorsScreen />
    </Suspense>
  );
}
