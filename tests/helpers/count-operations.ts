import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector';
import { vi } from 'vitest';

/** Runs work and returns how many blocks of code it executed in the files whose URL `counts` accepts. */
export type OperationCounter = (work: () => void) => number;

/**
 * Counts executed blocks of code (bodies of loops, branches and functions) with V8's own coverage counters:
 * exact, the same on every machine, and independent of time. V8 instruments only code that it compiles
 * afterwards, so the callback has to import the modules again, which are forgotten here.
 */
export async function withOperationCounter(
  counts: (url: string) => boolean,
  body: (count: OperationCounter) => Promise<void>,
): Promise<void> {
  const session = new Session();
  session.connect();
  vi.resetModules();
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

/** Returns what was executed since the last call; the result is available synchronously. */
function take(session: Session): Profiler.ScriptCoverage[] {
  let taken: Profiler.ScriptCoverage[] | null = null;
  session.post('Profiler.takePreciseCoverage', (error, answer) => {
    if (error === null) taken = answer.result;
  });
  if (taken === null) throw new Error('V8 gave no coverage');
  return taken;
}
