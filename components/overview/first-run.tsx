'use client';

import type { Overview } from '@/lib/schemas/overview';
import { FirstPoints } from './first-points';

export function FirstRun(_props: { overview: Overview }) {
  return <FirstPoints />;
}
