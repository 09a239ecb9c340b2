import { Compass } from 'lucide-react';
import type { Metadata } from 'next';
import { buttonClass } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFoundPage() {
  return (
    <EmptyState icon={Compass} title="There is no such page">
      <p className="mb-4">The address may be mistyped, or what it showed has been deleted.</p>
      <Link href="/" className={buttonClass('secondary')}>
        Go to the overview
      </Link>
    </EmptyState>
  );
}
