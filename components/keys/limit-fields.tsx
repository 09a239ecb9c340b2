'use client';

import { TextField } from '@/components/ui/text-field';
import type { KeyErrors } from './key-form';

interface LimitFieldsProps {
  requests: string;
  points: string;
  errors: KeyErrors;
  onRequests: (text: string) => void;
  onPoints: (text: string) => void;
}

const shared = { hint: 'optional', inputMode: 'numeric', placeholder: 'no limit' } as const;

/** How much a key may ask for and post. */
export function LimitFields({ requests, points, errors, onRequests, onPoints }: LimitFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label="Requests per minute"
        error={errors.requests_per_minute}
        value={requests}
        onText={onRequests}
        {...shared}
      />
      <TextField
        label="Points per minute"
        error={errors.points_per_minute}
        value={points}
        onText={onPoints}
        {...shared}
      />
    </div>
  );
}
