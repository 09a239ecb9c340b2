import { describe, expect, test } from 'vitest';
import { type RetrainJob, RetrainQueue, SchedulerClosed } from '@/lib/monitoring/index';

function job(number: number): RetrainJob {
  return { jobId: `job-${number}`, modelId: 'churn', reasons: [{ kind: 'manual' }] };
}

async function drain(queue: RetrainQueue): Promise<string[]> {
  const ids: string[] = [];
  for await (const { jobId } of queue) ids.push(jobId);
  return ids;
}

/** Lets everything that is ready to run do so; whoever is unsettled afterwards is really waiting. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  promise.then(
    () => {
      done = true;
    },
    () => {
      done = true;
    },
  );
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

test('jobs come out in the order they went in', async () => {
  const queue = new RetrainQueue();
  for (let number = 0; number < 5; number += 1) await queue.enqueue(job(number));
  expect(queue.size).toBe(5);
  queue.close();
  expect(await drain(queue)).toEqual(['job-0', 'job-1', 'job-2', 'job-3', 'job-4']);
});

describe('a full queue', () => {
  test('holds 128 jobs unless told otherwise', async () => {
    const queue = new RetrainQueue();
    expect(queue.capacity).toBe(128);
    for (let number = 0; number < 128; number += 1) await queue.enqueue(job(number));
    expect(await settled(queue.enqueue(job(128)))).toBe(false);
    expect(queue.size).toBe(128);
  });

  test('makes enqueue wait, admits in order as places free, and loses nothing', async () => {
    const queue = new RetrainQueue(2);
    const all = Array.from({ length: 50 }, (_, number) => queue.enqueue(job(number)));
    const third = all[2] ?? Promise.reject(new Error('no third job'));
    expect(await settled(third)).toBe(false);

    const reader = queue[Symbol.asyncIterator]();
    const ids = [(await reader.next()).value?.jobId];
    expect(await settled(third)).toBe(true);
    expect(await settled(all[3] ?? third)).toBe(false);
    expect(queue.size).toBe(2);
    while (ids.length < 50) ids.push((await reader.next()).value?.jobId);
    await Promise.all(all);
    expect(ids).toEqual(Array.from({ length: 50 }, (_, number) => `job-${number}`));
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'cannot have a capacity of %d',
    (capacity) => {
      expect(() => new RetrainQueue(capacity)).toThrow(`at least 1, got ${capacity}`);
    },
  );
});

describe('a closed queue', () => {
  test('refuses a job with SchedulerClosed', async () => {
    const queue = new RetrainQueue();
    queue.close();
    queue.close();
    expect(queue.closed).toBe(true);
    await expect(queue.enqueue(job(1))).rejects.toBeInstanceOf(SchedulerClosed);
  });

  test('refuses those that were waiting, and still gives out all it had accepted', async () => {
    const queue = new RetrainQueue(2);
    await queue.enqueue(job(0));
    await queue.enqueue(job(1));
    const waiting = queue.enqueue(job(2));
    const refused = expect(waiting).rejects.toBeInstanceOf(SchedulerClosed);
    queue.close();
    await refused;
    expect(await drain(queue)).toEqual(['job-0', 'job-1']);
  });

  test('ends a reader that waits for a job', async () => {
    const queue = new RetrainQueue();
    const reader = queue[Symbol.asyncIterator]();
    const next = reader.next();
    queue.close();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });
});

describe('readers', () => {
  test('a waiting reader gets the next job at once', async () => {
    const queue = new RetrainQueue();
    const next = queue[Symbol.asyncIterator]().next();
    await queue.enqueue(job(7));
    expect((await next).value).toEqual(job(7));
    expect(queue.size).toBe(0);
  });

  test('several readers share the jobs, each going to one of them', async () => {
    const queue = new RetrainQueue(3);
    const readers = [drain(queue), drain(queue), drain(queue)];
    for (let number = 0; number < 40; number += 1) await queue.enqueue(job(number));
    queue.close();
    const ids = (await Promise.all(readers)).flat();
    expect(ids).toHaveLength(40);
    expect(new Set(ids).size).toBe(40);
  });

  test('leaving a loop ends that reader only, and takes no job along', async () => {
    const queue = new RetrainQueue();
    await queue.enqueue(job(1));
    for await (const _ of queue) break;
    const reader = queue[Symbol.asyncIterator]();
    const abandoned = reader.next();
    await reader.return?.();
    expect(await abandoned).toEqual({ done: true, value: undefined });
    expect(await reader.next()).toEqual({ done: true, value: undefined });
    await queue.enqueue(job(2));
    queue.close();
    expect(await drain(queue)).toEqual(['job-2']);
  });
});
