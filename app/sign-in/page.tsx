import type { Metadata } from 'next';
import { SignInScreen } from '@/components/sign-in/sign-in-screen';
import { returnPathSchema } from '@/lib/schemas/identity';
import { loadSignInOptions } from '../load-sign-in-options';

export const metadata: Metadata = { title: 'Sign in' };

interface SignInPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const first = (given: string | string[] | undefined) => [given].flat()[0];

/** The page to come back to comes from the address: anything but a path of this app is the overview. */
export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next, error, second_factor } = await searchParams;
  const path = returnPathSchema.safeParse(first(next));
  return (
    <SignInScreen
      next={path.success ? path.data : '/'}
      error={first(error)}
      options={await loadSignInOptions()}
      needsSecondFactor={first(second_factor) === '1'}
    />
  );
}
