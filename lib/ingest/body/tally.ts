import { DriftwatchError, type ErrorCode, isDriftwatchError } from '../../errors';
import { toProblem } from '../../http/problem';
import { type IngestResult, ingestResultSchema } from '../../schemas/metrics';
import { ClientGone } from './body-error';
import type { Chunk } from './read-chunks';

/** How many conflicts and detections the answer to a long body lists one by one. */
const maxListed = { conflicts: 100, detected: 1000 };

/** What has been stored of a body so far. */
export interface Progress {
  /** All points up to this line are stored. */
  lines: number;
  accepted: number;
  duplicate: number;
  conflict: number;
  late: number;
}

/** Adds up the results of the parts of a body. */
export class Tally {
  private lines = 0;
  private points = 0;
  private readonly sum: Record<string, number> = {};
  private readonly conflicts: IngestResult['conflicts'] = [];
  private readonly detected: IngestResult['detected'] = [];
  private skipped: IngestResult['skipped'];

  add({ lines }: Chunk, { conflicts, detected, skipped, ts_column: _, ...counts }: IngestResult) {
    if (skipped) this.skipped = skipped;
    for (const [name, count = 0] of Object.entries(counts)) this.sum[name] = (this.sum[name] ?? 0) + count;
    for (const conflict of conflicts.slice(0, maxListed.conflicts - this.conflicts.length)) {
      this.conflicts.push({ ...conflict, index: this.points + conflict.index, line: lines[conflict.index] });
    }
    this.detected.push(...detected.slice(0, maxListed.detected - this.detected.length));
    this.lines = lines.at(-1) ?? this.lines;
    this.points += lines.length;
  }

  get progress(): Progress {
    const { accepted = 0, duplicate = 0, conflict = 0, late = 0 } = this.sum;
    return { lines: this.lines, accepted, duplicate, conflict, late };
  }

  get result(): IngestResult {
    const { sum, conflicts, detected, skipped } = this;
    return ingestResultSchema.parse({ ...sum, conflicts, detected, ...(skipped && { skipped }) });
  }

  /** The refusal of a part, its faults counted within the body. */
  refused({ lines }: Chunk, error: unknown): unknown {
    if (!isDriftwatchError(error) || error.errors.length === 0) return error;
    const { code, message, moreErrors, details, retryable } = error;
    const errors = error.errors.map(({ index, ...fault }) =>
      index === undefined ? fault : { index: this.points + index, line: lines[index], ...fault },
    );
    return new DriftwatchError(code, message, { errors, moreErrors, details, retryable, cause: error });
  }

  /** The error that ends a long body, with what is stored of it all the same. */
  stopped(error: unknown): unknown {
    if (error instanceof ClientGone || this.points === 0) return error;
    const problem = toProblem(error);
    const {
      code,
      detail,
      errors = [],
      more_errors: moreErrors = 0,
      details = {},
      retryable = false,
    } = problem;
    const { lines, accepted, duplicate, conflict } = this.progress;
    const stored = `the points up to line ${lines} are stored (${accepted} accepted, ${duplicate} duplicate, ${conflict} conflict)`;
    return new DriftwatchError(code as ErrorCode, `${detail}; ${stored}`, {
      errors,
      moreErrors,
      details: { ...details, stored: this.progress },
      retryable,
      cause: error,
    });
  }
}
