import type { ComponentProps } from 'react';
import type { Role } from '@/lib/schemas/roles';
import { roleNames, roleWords } from './role-words';

interface RoleSelectProps extends Omit<ComponentProps<'select'>, 'value' | 'onChange'> {
  value: Role | '';
  /** What choosing no role means; without it one has to be chosen. */
  none?: string;
  /** Those that can be chosen; all of them by default. */
  roles?: readonly Role[];
  onRole: (role: Role | '') => void;
}

/** One of the roles, or none. */
export function RoleSelect({ value, none, roles = roleNames, onRole, ...props }: RoleSelectProps) {
  return (
    <select {...props} value={value} onChange={(event) => onRole(event.target.value as Role | '')}>
      {none !== undefined && <option value="">{none}</option>}
      {roles.map((role) => (
        <option key={role} value={role}>
          {roleWords[role].label}
        </option>
      ))}
    </select>
  );
}
