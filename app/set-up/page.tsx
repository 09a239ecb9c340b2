import type { Metadata } from 'next';
import { SetUpScreen } from '@/components/sign-in/set-up-screen';
import { loadSignInOptions } from '../load-sign-in-options';

export const metadata: Metadata = { title: 'Set up' };

export default async function SetUpPage() {
  return <SetUpScreen options={await loadSignInOptions()} />;
}
