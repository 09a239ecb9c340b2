// A thread starts without the loaders of the process and needs its own to read TypeScript.
import { register } from 'tsx/esm/api';

register();
await import('./preview-thread.ts');
