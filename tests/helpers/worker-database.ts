import { workerDatabaseUrl } from './database';

/**
 * Before any test file of a worker, since the app reads its settings once: a file that needs no database may be
 * the first to ask for them.
 */
process.env.DATABASE_URL = workerDatabaseUrl();
