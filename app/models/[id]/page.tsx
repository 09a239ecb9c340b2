import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Suspense } from 'react';
import { ModelScreen } from '@/components/model/model-screen';
import { LoadingRows } from '@/components/ui/skeleton';

interface ModelPageProps {
  params: Promise<{ id: string }>;
}

/** Unlike the page, this gets the segment decoded already; decoding `100%` once more would fail. */
export async function generateMetadata({ params }: ModelPageProps): Promise<Metadata> {
  return { title: (await params).id };
}

/** Ids are free strings, and the page gets the segment as it stands in the address. */
function decodeId(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    notFound();
  }
}

export default async function ModelPage({ params }: ModelPageProps) {
  const id = decodeId((await params).id);
  return (
    <Suspense fallback={<LoadingRows label="Loading the model" rows={2} className="h-96" />}>
      <ModelScreen id={id} />
    </Suspense>
  );
}
