import { LockKeyhole } from 'lucide-react';
import type { Metadata } from 'next';
import { EmptyState } from '@/components/ui/empty-state';
import { refusalOf } from '@/lib/policy/access';
import { actionSchema } from '@/lib/schemas/roles';

export const metadata: Metadata = { title: 'Not allowed' };

interface NotAllowedProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Where the gate leads those who open a page that their role does not include. */
export default async function NotAllowedPage({ searchParams }: NotAllowedProps) {
  const action = actionSchema.safeParse((await searchParams).action);
  const reason = action.success ? refusalOf(action.data) : 'your role does not include this page';
  return (
    <EmptyState icon={LockKeyhole} title="You may not open this page">
      <p>{reason.charAt(0).toUpperCase() + reason.slice(1)}. An admin can change your role.</p>
    </EmptyState>
  );
}
