import type { Role } from '@/lib/schemas/roles';

/** What each role is called, and what it is for. */
export const roleWords: Record<Role, { label: string; meaning: string }> = {
  viewer: { label: 'Viewer', meaning: 'sees everything, changes nothing' },
  operator: { label: 'Operator', meaning: 'runs detectors, handles incidents, requests retrains' },
  approver: { label: 'Approver', meaning: 'approves or cancels retrain jobs' },
  admin: { label: 'Admin', meaning: 'does everything; manages users, keys and settings' },
};

/** The roles, from the least to the most. */
export const roleNames = ['viewer', 'operator', 'approver', 'admin'] as const satisfies Role[];

/** `Operator`, or what a person without a role for all models is. */
export const roleLabel = (role: Role | null): string =>
  role === null ? 'Only some models' : roleWords[role].label;
