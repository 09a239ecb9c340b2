import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Suspense } from 'react';
import { ModelScreen } from '@/components/model/model-screen';
import { LoadingRows } from '@/components/ui/skeleton';

interface ModelPageProps {
  params: Promise<{ id: string }>;
}

/** Ids are free strings, and the segment comes as it stands in the address. */
async function readId({ params }: ModelPageProps): Promise<string> {
  const { id } = await params;
  try {
    return decodeURIComponent(id);
  } catch {
    notFound();
  }
}

export async function generateMetadata(props: ModelPageProps): Promise<Metadata> {
  return { title: await readId(props) };
}

export default async function ModelPage(props: ModelPageProps) {
  const id = await readId(props);
  return (
    <Suspense fallback={<LoadingRows label="Loading the model" rows={2} className="h-96" />}>
      <ModelScreen id={id} />
    </Suspense>
  );
}
