import { parentPort } from 'node:worker_threads';
import { isDriftwatchError } from '../../errors';
import type { PreviewProgress } from '../../schemas/preview';
import { computePreview } from './compute-preview';
import type { PreviewFound, PreviewWork } from './preview-work';

/** A message of a thread about its work. */
export type ThreadMessage =
  | { progress: PreviewProgress }
  | { found: PreviewFound }
  | {
      failure: {
        code: string | null;
        message: string;
        errors: { field?: string | undefined; message: string }[];
      };
    };

function failureOf(error: unknown): Extract<ThreadMessage, { failure: unknown }> {
  if (isDriftwatchError(error))
    return { failure: { code: error.code, message: error.message, errors: error.errors } };
  return {
    failure: {
      code: null,
      message: error instanceof Error ? (error.stack ?? '') : String(error),
      errors: [],
    },
  };
}

const port = parentPort;
const tell = (message: ThreadMessage) => port?.postMessage(message);

port?.on('message', async (work: PreviewWork) => {
  try {
    tell({ found: await computePreview(work, (stage, done) => tell({ progress: { stage, done } })) });
  } catch (error) {
    tell(failureOf(error));
  }
});
