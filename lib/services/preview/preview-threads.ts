import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { DriftwatchError, type ErrorCode } from '../../errors';
import { processWide } from '../../process-wide';
import type { PreviewProgress } from '../../schemas/preview';
import type { ThreadMessage } from './preview-thread';
import type { PreviewFound, PreviewWork } from './preview-work';

/**
 * How long an idle thread is kept: starting one takes a moment, and previews are requested while somebody
 * types.
 */
const idleMs = 60_000;

/** The idle threads, with the timers that end them. */
const idle = processWide('preview-threads', () => new Map<Worker, NodeJS.Timeout>());
const idleThreads = () => idle.get();

function takeThread(): Worker {
  const [entry] = idleThreads();
  if (entry) {
    clearTimeout(entry[1]);
    idleThreads().delete(entry[0]);
    return entry[0];
  }
  // Next's bundler would make a bundle of its own of a file that it can find.
  const file = path.join(process.cwd(), 'dist', 'lib', 'services', 'preview', 'preview-thread.js');
  const thread = new Worker(file, { execArgv: [] });
  thread.unref();
  // A thread that dies while it is idle is not missed.
  thread.on('error', () => {});
  thread.on('exit', () => {
    clearTimeout(idleThreads().get(thread));
    idleThreads().delete(thread);
  });
  return thread;
}

function keepThread(thread: Worker) {
  const end = () => {
    idleThreads().delete(thread);
    void thread.terminate();
  };
  const timer = setTimeout(end, idleMs);
  timer.unref();
  idleThreads().set(thread, timer);
}

const gone = () => new DriftwatchError('UNAVAILABLE', 'the client went away');

function errorOf({ code, message, errors }: Extract<ThreadMessage, { failure: unknown }>['failure']): Error {
  return code === null ? new Error(message) : new DriftwatchError(code as ErrorCode, message, { errors });
}

/**
 * Computes a preview in a thread of its own, so that nobody else waits for it.
 *
 * @param signal ends the work, and the thread with it, within a few milliseconds
 */
export function previewInThread(
  work: PreviewWork,
  signal: AbortSignal,
  report: (progress: PreviewProgress) => void,
): Promise<PreviewFound> {
  if (signal.aborted) return Promise.reject(gone());
  const thread = takeThread();
  return new Promise((resolve, reject) => {
    const leave = () => {
      signal.removeEventListener('abort', giveUp);
      thread.off('message', hear).off('error', fail).off('exit', exit);
    };
    const fail = (error: Error) => {
      leave();
      void thread.terminate();
      reject(error);
    };
    const giveUp = () => fail(gone());
    const exit = (code: number) => fail(new Error(`the thread of a preview exited with ${code}`));
    const hear = (message: ThreadMessage) => {
      if ('progress' in message) return report(message.progress);
      leave();
      keepThread(thread);
      if ('found' in message) resolve(message.found);
      else reject(errorOf(message.failure));
    };
    signal.addEventListener('abort', giveUp);
    thread.on('message', hear).on('error', fail).on('exit', exit);
    const buffers = [...work.series, ...(work.reference ? [work.reference] : [])].flatMap(
      ({ tsMs, values }) => [tsMs.buffer as ArrayBuffer, values.buffer as ArrayBuffer],
    );
    thread.postMessage(work, [...new Set(buffers)]);
  });
}

/** Returns the number of idle threads. */
export const idleThreadCount = () => idleThreads().size;
