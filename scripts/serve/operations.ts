import { DatabaseProbe } from '../../lib/db/probe';
import { operatingFigures } from '../../lib/db/sql/operating-figures';
import type { Env } from '../../lib/env';
import { pipelineStatus } from '../../lib/ingest/ingest-pipeline';
import { metricsPage } from '../../lib/operations/metrics-page';
import { Readiness } from '../../lib/operations/readiness';
import { type AppState, readyChecks } from '../../lib/operations/ready-checks';
import { RequestObserver } from '../../lib/operations/request-observer';
import { readRouteTemplates } from '../../lib/operations/route-templates';
import { StoredFigures } from '../../lib/operations/stored-figures';
import { counts } from '../../lib/telemetry/counts';
import { operationsFront } from './operations-front';

function queueOf() {
  const status = pipelineStatus();
  return status && { waiting: status.waitingPoints, capacity: status.capacity };
}

/** Health, readiness, metrics and request log of one app, from before its start until after its end. */
export function openOperations(env: Env) {
  const state: AppState = {
    phase: 'starting',
    probe: null,
    dataFolder: env.DATABASE_URL ? null : env.DRIFTWATCH_DATA,
    queue: queueOf,
  };
  const readiness = new Readiness(readyChecks(state, 'prisma/migrations'));
  const stored = new StoredFigures(async () => {
    if (state.probe === null) throw new Error('the database is not open');
    return operatingFigures(state.probe.run);
  });
  const metrics = metricsPage({ counts, queue: pipelineStatus, stored: () => stored.look() });
  const templates = readRouteTemplates('app');
  return {
    templates,
    front: operationsFront({ ready: () => readiness.report(), metrics }),
    observer: new RequestObserver({ accessLog: env.ACCESS_LOG, templates }),
    /** Checks this database from now on, until `forgetDatabase`. */
    async watchDatabase(url: string): Promise<DatabaseProbe> {
      const probe = new DatabaseProbe(url);
      state.probe = probe;
      stored.look();
      return probe;
    },
    async forgetDatabase(probe: DatabaseProbe) {
      state.probe = null;
      await probe.close();
    },
    enter(phase: AppState['phase']) {
      state.phase = phase;
    },
  };
}
