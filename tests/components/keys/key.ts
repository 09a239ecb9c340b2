import type { Key } from '@/lib/schemas/keys';

/** A key as the API gives it. */
export function makeKey(change: Partial<Key> = {}): Key {
  return {
    id: 'a1',
    prefix: 'dw_ingest_a1_',
    description: 'Nightly scoring',
    scope: 'ingest',
    model_pattern: null,
    requests_per_minute: null,
    points_per_minute: null,
    state: 'active',
    created_at: '2026-11-01T00:00:00.000Z',
    created_by: 'user:1',
    created_by_name: 'Ada',
    expires_at: null,
    revoked_at: null,
    rotated_from: null,
    last_used_at: null,
    last_used_address: null,
    ...change,
  };
}
