import type { Metadata } from 'next';
import { ForgottenPasswordScreen } from '@/components/sign-in/forgotten-password-screen';
import { loadSignInOptions } from '../load-sign-in-options';

export const metadata: Metadata = { title: 'Forgotten password' };

export default async function ForgottenPasswordPage() {
  return <ForgottenPasswordScreen options={await loadSignInOptions()} />;
}
