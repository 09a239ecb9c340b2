import type { Metadata } from 'next';
import { AccountScreen } from '@/components/account/account-screen';
import { ToastProvider } from '@/components/ui/toasts';

export const metadata: Metadata = { title: 'Your account' };

export default function AccountPage() {
  return (
    <ToastProvider>
      <AccountScreen />
    </ToastProvider>
  );
}
