import type { ReactNode } from 'react';
import { ToastProvider } from '@/components/ui/toasts';

/** What was done on one of these pages can be undone on the next. */
export default function DetectorsLayout({ children }: { children: ReactNode }) {
  return <ToastProvider>{children}</ToastProvider>;
}
