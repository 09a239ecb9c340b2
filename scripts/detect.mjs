import { importBundle } from './prepare/bundle.mjs';
import { exitOnFailure } from './prepare/exit-on-failure.mjs';
import { prepareSources } from './prepare/prepare.mjs';
import { requireNode } from './prepare/require-node.mjs';

requireNode();

// The reader has enough and closed the pipe, as `head` does. This is not an error, and there is nobody left
// to write for.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

await exitOnFailure(async () => {
  await prepareSources();
  const { detect } = await importBundle('scripts/detect/detect.ts');
  await detect(process.argv.slice(2), process.stdout, process.stderr);
});
