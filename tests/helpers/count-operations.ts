import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector';

/** Runs work and gives how many blocks of code it executed in the files whose URL `counts` takes. */
export type OperationCounter = (work: () => void) => number;

/**
 * Counts executed blocks of code (bodies of loops, branches and functions) by V8's own coverage counters: exact, the same on
 * every machine, and blind to time. V8 gives counters only to code that it compiles afterwards, so the modules to be counted
 * have to be imported anew by the callback.
 */
export async function withOperationCounter(
  counts: (url: string) => boolean,
  body: (count: OperationCounter) => Promise<void>,
): Promise<void> {
  const session = new Session();
  session.connect();
  try {
    session.post('Profiler.enable');
    session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    await body((work) => {
      take(session);
      work();
      return take(session)
        .filter(({ url }) => counts(url))
        .flatMap(({ functions }) => functions)
        .flatMap(({ ranges }) => ranges)
        .reduce((sum, { count }) => sum + count, 0);
    });
  } finally {
    session.post('Profiler.stopPreciseCoverage');
    session.post('Profiler.disable');
    session.disconnect();
  }
}

/** What was executed since the last time; the answer comes within the call. */
function take(session: Session): Profiler.ScriptCoverage[] {
  let taken: Profiler.ScriptCoverage[] | null = null;
  session.post('Profiler.takePreciseCoverage', (error, answer) => {
    if (error === null) taken = answer.result;
  });
  if (taken === null) throw new Error('V8 gave no coverage');
  return taken;
}
