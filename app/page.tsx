import type { Metadata } from 'next';
import { OverviewScreen } from '@/components/overview/overview-screen';

export const metadata: Metadata = { title: { absolute: 'Overview · Driftwatch' } };

export default function OverviewPage() {
  return <OverviewScreen />;
}
