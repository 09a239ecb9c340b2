import type { Key, KeyInput } from '@/lib/schemas/keys';
import type { KeyScope } from '@/lib/schemas/roles';

/** A key as it stands in the form. */
export interface KeyForm {
  description: string;
  scope: KeyScope;
  /** Empty: all models. */
  models: string;
  /** Empty: no limit. */
  requests: string;
  points: string;
  /** In days from now; empty: never. */
  days: string;
}

export const newKeyForm: KeyForm = {
  description: '',
  scope: 'ingest',
  models: '',
  requests: '',
  points: '',
  days: '',
};

export const limitText = (limit: number | null) => (limit === null ? '' : String(limit));

/** `10,000` is a number too; anything else goes to the server as it stands, which says what is wrong. */
export function limitOf(text: string): number | null {
  const plain = text.replace(/[,\s_]/g, '');
  return plain === '' ? null : Number(plain);
}

const wholePositive = (text: string) => {
  const limit = limitOf(text);
  return limit === null || (Number.isInteger(limit) && limit >= 1);
};

export type KeyErrors = Partial<Record<keyof KeyInput, string>>;

/** What is wrong with it, by the names of the API, as far as the browser can tell. */
export function keyFaults(form: Pick<KeyForm, 'description' | 'requests' | 'points'>): KeyErrors {
  return {
    ...(form.description.trim() === '' && { description: 'Say what uses the key: you will thank yourself.' }),
    ...(!wholePositive(form.requests) && { requests_per_minute: 'A whole number, or nothing.' }),
    ...(!wholePositive(form.points) && { points_per_minute: 'A whole number, or nothing.' }),
  };
}

export function keyInputOf(form: KeyForm, nowMs: number): KeyInput {
  return {
    description: form.description.trim(),
    scope: form.scope,
    model_pattern: form.models.trim() === '' ? null : form.models.trim(),
    requests_per_minute: limitOf(form.requests),
    points_per_minute: limitOf(form.points),
    expires_at: form.days === '' ? null : new Date(nowMs + Number(form.days) * 86_400_000).toISOString(),
  };
}

const stateOrder: Record<Key['state'], number> = { active: 0, expired: 1, revoked: 2 };

/** Those that work first, the newest of each above. */
export function inOrder(keys: Key[]): Key[] {
  return [...keys].sort(
    (a, b) => stateOrder[a.state] - stateOrder[b.state] || b.created_at.localeCompare(a.created_at),
  );
}
