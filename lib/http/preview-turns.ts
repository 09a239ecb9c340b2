import { processWide } from '../process-wide';
import { Turns } from './turns';
import { whoAsks } from './who-asks';

/** Previews keep a core busy each. Who types asks anew before the last answer has come, so some may wait. */
const turns = processWide('preview turns', () => new Turns({ atOnce: 2, maxWaiting: 16, maxWaitMs: 15_000 }));

/**
 * Does the work of a preview when it is its turn. UNAVAILABLE when too many wait, or it has waited too long.
 */
export function inPreviewTurn<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  return turns.get().run(whoAsks(), work, signal);
}
