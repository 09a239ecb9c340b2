import { setImmediate as turn } from 'node:timers/promises';
import { allowUnreadOutput } from '@/scripts/serve/unread-output';

// Run by a test as a process of its own: writes while nobody reads, and tells how many exceptions that made.
let exceptions = 0;
// As Next does.
process.on('uncaughtException', (error) => {
  exceptions += 1;
  console.error(error);
});
allowUnreadOutput();
process.once('message', async () => {
  for (let line = 0; line < 20; line += 1) {
    console.log('a line');
    console.error('a line');
    await turn();
  }
  process.send?.(exceptions);
  process.disconnect();
});
