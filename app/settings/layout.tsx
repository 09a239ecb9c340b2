import type { ReactNode } from 'react';
import { SettingsTabs } from '@/components/settings/settings-tabs';
import { ToastProvider } from '@/components/ui/toasts';

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <ToastProvider>
      <h1 className="mb-3 text-xl font-semibold tracking-tight">Settings</h1>
      <SettingsTabs />
      {children}
    </ToastProvider>
  );
}
