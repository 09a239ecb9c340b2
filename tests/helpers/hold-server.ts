import { openEmbeddedServer } from '@/lib/postgres/embedded-server';

/*
 * A process that holds the embedded server of the given folder: prints the address once it is open, closes it
 * on SIGTERM. Tests kill it.
 */
const [, , dataFolder = ''] = process.argv;

async function hold() {
  const server = await openEmbeddedServer({ dataFolder });
  process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
  console.log(server.url('postgres'));
}

hold().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
