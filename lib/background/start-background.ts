import { Logger, parseCronItems, type Runner, run } from 'graphile-worker';
import { WorkerPool } from '../db/worker-pool';
import { logger } from '../logger';
import { announceEventsTask } from './announce-events';
import { applyRetentionTask } from './apply-retention';
import { finishDeletionsTask } from './finish-deletions';
import { observeTask } from './observe-task';
import { runAlone } from './run-alone';

/** A schema of its own, because the tables and migrations belong to the library and not to the app. */
const schema = 'driftwatch_jobs';

export interface BackgroundWork {
  /** Asks running work to end at the next opportunity and waits for it. */
  stop(): Promise<void>;
}

const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const;

/** Writes the library's log lines to our log; its info lines become debug lines. */
const workerLogger = new Logger(() => (level, message) => logger[levels[level]](`background: ${message}`));

/**
 * If the database is away, a worker cannot report that its job is done. It then exits and by default takes
 * all other workers with it. This plugin replaces it with a new worker, which polls until the database is
 * back.
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
      'apply-retention': runAlone(
        'apply-retention',
        observeTask('apply-retention', applyRetentionTask(stopping.signal)),
      ),
      'finish-deletions': runAlone(
        'finish-deletions',
        observeTask('finish-deletions', finishDeletionsTask(stopping.signal)),
      ),
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
        options: { maxAttempts: 3, backfillPeriod: 0, jobKey: 'finish-deletions' },
      },
      {
        task: 'apply-retention',
        match: '17 * * * *',
        identifier: 'apply-retention',
        options: { maxAttempts: 3, backfillPeriod: 0, jobKey: 'apply-retention' },
      },
    ]),
  });
  // Those that a killed process left need not wait for the next minute.
  await runner.addJob('finish-deletions', {}, { jobKey: 'finish-deletions', maxAttempts: 3 });
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
