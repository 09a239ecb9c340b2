import type { Access } from './roles';

/** Who does something. */
export interface Actor {
  kind: 'user' | 'key' | 'system';
  /** `user:<id>`, `key:<id>` or `system`, as in the audit trail. */
  name: string;
  access: Access;
}
