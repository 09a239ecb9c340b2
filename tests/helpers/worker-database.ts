import { workerDatabaseUrl } from './database';

/**
 * Runs before each test file, since the app reads its settings once: a file that needs no database may be the
 * first of its worker to ask for them.
 */
process.env.DATABASE_URL = workerDatabaseUrl();
