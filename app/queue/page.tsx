import type { Metadata } from 'next';
import { QueueScreen } from '@/components/queue/queue-screen';

export const metadata: Metadata = { title: 'Retrain queue' };

export default function QueuePage() {
  return <QueueScreen />;
}
