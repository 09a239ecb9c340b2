import { expect, test } from 'vitest';
import { decideProviderRole } from '@/lib/policy/decide-provider-role';
import type { Role } from '@/lib/schemas/roles';
import { oidcSettingsSchema } from '@/lib/schemas/settings';

const settings = (changes: Record<string, unknown>) =>
  oidcSettingsSchema.parse({ issuer: 'https://login.example.com', client_id: 'driftwatch', ...changes });
const byGroup = { role_claim: 'groups', roles: { a: 'viewer', b: 'approver', c: 'operator' } };

test('the role of somebody who signs in with the provider', () => {
  const cases: [
    settings: Record<string, unknown>,
    claims: Record<string, unknown>,
    present: Role | null | undefined,
    role: Role | null | undefined,
  ][] = [
    // No claim decides.
    [{}, {}, undefined, undefined],
    [{ default_role: 'viewer' }, {}, undefined, 'viewer'],
    [{ default_role: 'viewer' }, {}, 'admin', 'admin'],
    [{ default_role: 'viewer' }, {}, null, null],
    [{}, {}, null, null],
    // A claim decides, for those who are known too.
    [byGroup, { groups: ['a', 'b', 'c'] }, undefined, 'approver'],
    [byGroup, { groups: 'c' }, undefined, 'operator'],
    [byGroup, { groups: ['a'] }, 'admin', 'viewer'],
    [byGroup, { groups: ['x'] }, 'admin', undefined],
    [byGroup, { groups: [1, null, { a: 1 }] }, undefined, undefined],
    [byGroup, {}, undefined, undefined],
    [{ ...byGroup, default_role: 'viewer' }, { groups: ['x'] }, 'admin', 'viewer'],
    [{ ...byGroup, default_role: 'viewer' }, { groups: ['c'] }, undefined, 'operator'],
  ];
  for (const [changes, claims, present, role] of cases) {
    const user = present === undefined ? undefined : { role: present };
    expect(
      decideProviderRole(settings(changes), claims, user),
      JSON.stringify([changes, claims, present]),
    ).toBe(role);
  }
});
