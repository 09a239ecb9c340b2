// A thread begins without what the process has registered: it needs its own to read TypeScript.
import { register } from 'tsx/esm/api';

register();
await import('./preview-thread.ts');
