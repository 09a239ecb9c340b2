import { Logger, parseCronItems, type Runner, run } from 'graphile-worker';
import { WorkerPool } from '../db/worker-pool';
import { logger } from '../logger';
import { announceEventsTask } from './announce-events';
import { applyRetentionTask } from './apply-retention';
import { finishDeletionsTask } from './finish-deletions';
import { observeTask } from './observe-task';

/** Own schema: the library's tables are not the app's, and its migrations are its own affair. */
const schema = 'driftwatch_jobs';

export interface BackgroundWork {
  /** Tells running work to end where it can, and waits for that. */
  stop(): Promise<void>;
}

const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const;

/** The library's log lines in ours; its informative ones are for debugging. */
const workerLogger = new Logger(() => (level, message) => logger[levels[level]](`background: ${message}`));

/**
 * A worker that cannot say that its job is done, since the database is away, ends, and by default all others with it. Another one
 * takes its place, and asks for jobs until the database is back.
 */
const replaceWorkers: GraphileConfig.Plugin = {
  name: 'DriftwatchReplaceWorkers',
  version: '1.0.0',
  worker: {
    middleware: {
      poolWorkerPrematureExit: (_next, event) => event.replaceWithNewWorker(),
    },
  },
};

/** Starts the workers of this process. Several processes share the work: each job runs in one of them. */
export async function startBackground(connectionString: string): Promise<BackgroundWork> {
  const stopping = new AbortController();
  const pool = new WorkerPool({ connectionString, max: 4, application_name: 'driftwatch background' });
  const runner: Runner = await run({
    pgPool: pool,
    schema,
    concurrency: 2,
    noHandleSignals: true,
    logger: workerLogger,
    preset: { plugins: [replaceWorkers] },
    taskList: {
      'announce-events': observeTask('announce-events', announceEventsTask(stopping.signal)),
      'apply-retention': observeTask('apply-retention', applyRetentionTask(stopping.signal)),
      'finish-deletions': observeTask('finish-deletions', finishDeletionsTask(stopping.signal)),
    },
    parsedCronItems: parseCronItems([
      {
        task: 'announce-events',
        match: '* * * * *',
        identifier: 'announce-events',
        options: { maxAttempts: 1, backfillPeriod: 0, jobKey: 'announce-events' },
      },
      {
        task: 'finish-deletions',
        match: '* * * * *',
        identifier: 'finish-deletions',
        // One at a time, as retention below, however long it takes.
        options: { queueName: 'deletions', maxAttempts: 3, backfillPeriod: 0, jobKey: 'finish-deletions' },
      },
      {
        task: 'apply-retention',
        match: '17 * * * *',
        identifier: 'apply-retention',
        // One pass at a time, also when a pass takes longer than an hour; the next one goes on where it ended.
        options: { queueName: 'retention', maxAttempts: 3, backfillPeriod: 0, jobKey: 'apply-retention' },
      },
    ]),
  });
  const ended = runner.promise.catch((error) => logger.error('background work ended', { error }));
  return {
    async stop() {
      stopping.abort();
      await runner.stop().catch((error) => logger.debug('background work had ended', { error }));
      await ended;
      await pool.end();
    },
  };
}
