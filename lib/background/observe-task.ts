import type { Task } from 'graphile-worker';
import { counts } from '../telemetry/counts';
import { tracer } from '../telemetry/tracer';

/** Counts and traces the runs of a task. */
export function observeTask(name: string, task: Task): Task {
  return async (payload, helpers) => {
    const own = counts().tasksOf(name);
    const span = tracer()?.start(`task ${name}`, { kind: 'internal' });
    const startedMs = performance.now();
    try {
      const result = await task(payload, helpers);
      own.succeeded += 1;
      span?.end();
      return result;
    } catch (error) {
      own.failed += 1;
      span?.end({ error });
      throw error;
    } finally {
      own.seconds.observe((performance.now() - startedMs) / 1000);
    }
  };
}
