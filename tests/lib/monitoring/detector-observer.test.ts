import { describe, expect, test } from 'vitest';
import {
  createBehaviour,
  type DetectorMethod,
  DetectorObserver,
  type DetectorObserverOptions,
  type Level,
  type Observation,
  type RetrainJob,
  RetrainQueue,
  SchedulerClosed,
} from '@/lib/monitoring/index';

const behaviour = createBehaviour('static_threshold', { upper: 10, warning_margin: 2 });
const series = { modelId: 'churn', metric: 'latency' };

function event(
  value: number,
  ts = 0,
  more: { modelId?: string; metric?: string; labels?: Record<string, string> } = {},
) {
  return { ...series, ts, value, ...more };
}

/** An observer whose jobs land in `jobs`. */
function watching(options: Partial<DetectorObserverOptions> = {}) {
  const jobs: RetrainJob[] = [];
  let number = 0;
  const observer = new DetectorObserver({
    metric: 'latency',
    behaviour,
    queue: { enqueue: (job) => void jobs.push(job) },
    newJobId: () => {
      number += 1;
      return `job-${number}`;
    },
    ...options,
  });
  return { observer, jobs };
}

describe('one job per drift', () => {
  test('is asked for when the drift begins, not while it lasts', () => {
    const { observer, jobs } = watching();
    [1, 12, 13, 14].forEach((value, index) => {
      void observer.onEvent(event(value, index));
    });
    expect(jobs).toEqual([
      {
        jobId: 'job-1',
        modelId: 'churn',
        reasons: [
          {
            kind: 'drift_detected',
            metric: 'latency',
            labels: {},
            delta: 2,
            method: 'static_threshold',
            statistic: 2,
            threshold: 0,
            ts: 1,
            onsetMs: 1,
          },
        ],
      },
    ]);
  });

  test('is asked for again when a new drift begins after a stable point, not after a warning', () => {
    const { observer, jobs } = watching();
    [12, 9, 12, 1, 12].forEach((value, index) => {
      void observer.onEvent(event(value, index));
    });
    expect(jobs.map(({ reasons }) => reasons[0]?.kind === 'drift_detected' && reasons[0].ts)).toEqual([0, 4]);
  });

  test('an episode ends when the series has no level any more, which no warning before a level does', () => {
    const saying: Level[] = [
      'drift',
      'warning',
      'insufficient_data',
      'drift',
      'unstable',
      'unstable',
      'drift',
    ];
    let at = 0;
    const method: DetectorMethod = {
      ...behaviour.method,
      update: () => ({ statistic: 1, threshold: 0, delta: 0, level: saying[at++] as Level }),
    };
    const transitions: string[] = [];
    const { observer, jobs } = watching({
      behaviour: { ...behaviour, method },
      onReading: ({ transition }) => transitions.push(transition),
    });
    saying.forEach((_, index) => void observer.onEvent(event(1, index)));
    expect(transitions).toEqual(['opened', 'none', 'none', 'none', 'resolved', 'none', 'opened']);
    expect(jobs).toHaveLength(2);
  });

  test('ids are random UUIDs unless given', () => {
    const { observer, jobs } = watching({ newJobId: undefined });
    void observer.onEvent(event(12));
    void observer.onEvent(event(12, 0, { modelId: 'other' }));
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(jobs.map(({ jobId }) => uuid.test(jobId))).toEqual([true, true]);
    expect(jobs[0]?.jobId).not.toBe(jobs[1]?.jobId);
  });
});

describe('series', () => {
  test('events of other metrics are ignored', () => {
    const { observer, jobs } = watching();
    void observer.onEvent(event(99, 0, { metric: 'accuracy' }));
    expect(jobs).toEqual([]);
    expect(observer.strategyOf({ ...series, metric: 'accuracy' })).toBeUndefined();
  });

  test('models and labels have a state each, whatever the order of the labels', () => {
    const { observer, jobs } = watching();
    void observer.onEvent(event(12, 0, { labels: { a: '1', b: '2' } }));
    void observer.onEvent(event(12, 1, { labels: { b: '2', a: '1' } }));
    void observer.onEvent(event(12, 1, { labels: { a: '1' } }));
    void observer.onEvent(event(12, 1, { modelId: 'other' }));
    expect(jobs).toHaveLength(3);
    expect(observer.strategyOf({ ...series, labels: { b: '2', a: '1' } })?.lastTsMs).toBe(1);
  });

  test('a forgotten series starts afresh', () => {
    const { observer, jobs } = watching();
    void observer.onEvent(event(12));
    expect(observer.forget(series)).toBe(true);
    expect(observer.forget(series)).toBe(false);
    void observer.onEvent(event(12));
    expect(jobs).toHaveLength(2);
  });

  test('an event older than the last one is left out and counted; an equally old one is not', () => {
    const seen: number[] = [];
    const { observer } = watching({ onReading: ({ event: { value } }) => void seen.push(value) });
    void observer.onEvent(event(1, 100));
    void observer.onEvent(event(2, 99));
    void observer.onEvent(event(3, 100));
    expect(seen).toEqual([1, 3]);
    expect(observer.lateCount).toBe(1);
  });
});

test('onReading hears of every judged point, before the job of a drift is queued', () => {
  const observations: [number, string, string, number | null][] = [];
  const { observer, jobs } = watching({
    onReading: ({ event: { value }, reading, transition, strategy }: Observation) => {
      observations.push([value, reading.level, transition, strategy.onsetMs()]);
      expect(jobs).toHaveLength(observations.length > 3 ? 1 : 0);
    },
  });
  [1, 9, 12, 13, 9, 1].forEach((value, index) => {
    void observer.onEvent(event(value, index));
  });
  expect(observations).toEqual([
    [1, 'stable', 'none', null],
    [9, 'warning', 'none', 1],
    [12, 'drift', 'opened', 2],
    [13, 'drift', 'none', 2],
    [9, 'warning', 'none', 4],
    [1, 'stable', 'resolved', null],
  ]);
});

describe('after a restart', () => {
  const cusum = createBehaviour('cusum', { reference_size: 5, threshold: 4 });
  const values = [1, 2, 3, 2, 1, 2, 9, 9, 9, 9, 2, 2, 2, 2, 2, 2, 2, 2, 2, 9, 9, 9];

  test.each(values.map((_, index) => index))('at point %d it goes on as if there had been none', (stop) => {
    const readings: unknown[] = [];
    const options: Partial<DetectorObserverOptions> = {
      behaviour: cusum,
      onReading: ({ reading, transition }) => void readings.push({ ...reading, transition }),
    };
    const straight = watching(options);
    values.forEach((value, index) => {
      void straight.observer.onEvent(event(value, index));
    });
    const expected = readings.splice(0);

    const before = watching(options);
    values.slice(0, stop).forEach((value, index) => {
      void before.observer.onEvent(event(value, index));
    });
    const after = watching(options);
    const snapshot = before.observer.strategyOf(series)?.snapshot();
    const inEpisode = before.observer.inEpisode(series);
    if (snapshot) after.observer.restore(series, JSON.parse(JSON.stringify(snapshot)), inEpisode);
    values.slice(stop).forEach((value, index) => {
      void after.observer.onEvent(event(value, stop + index));
    });
    expect(readings).toEqual(expected);
    expect(straight.jobs.length).toBeGreaterThan(0);
    expect(before.jobs.length + after.jobs.length).toBe(straight.jobs.length);
  });

  test('a drift that lasts asks for no second job, even when only its snapshot was kept', () => {
    const before = watching();
    void before.observer.onEvent(event(12, 0));
    const after = watching();
    const snapshot = before.observer.strategyOf(series)?.snapshot();
    if (snapshot) after.observer.restore(series, snapshot);
    void after.observer.onEvent(event(13, 1));
    expect(after.jobs).toEqual([]);
    expect(after.observer.inEpisode(series)).toBe(true);
  });
});

describe('a queue', () => {
  test('that is full makes the drift wait, while further points of it ask for nothing', async () => {
    const queue = new RetrainQueue(1);
    await queue.enqueue({ jobId: 'earlier', modelId: 'churn', reasons: [{ kind: 'manual' }] });
    const { observer } = watching({ queue });
    const waiting = observer.onEvent(event(12, 0));
    expect(waiting).toBeInstanceOf(Promise);
    expect(observer.onEvent(event(13, 1))).toBeUndefined();
    const reader = queue[Symbol.asyncIterator]();
    expect((await reader.next()).value?.jobId).toBe('earlier');
    await waiting;
    expect((await reader.next()).value?.jobId).toBe('job-1');
    expect(queue.size).toBe(0);
  });

  test('that is closed fails the event', async () => {
    const queue = new RetrainQueue();
    queue.close();
    const { observer } = watching({ queue });
    await expect(observer.onEvent(event(12))).rejects.toBeInstanceOf(SchedulerClosed);
  });

  test.each([
    {
      how: 'throws',
      fail: (): void => {
        throw new Error('no connection');
      },
    },
    { how: 'rejects', fail: (): Promise<void> => Promise.reject(new Error('no connection')) },
  ])('that $how is asked again by the next point of the drift', async ({ fail }) => {
    let failing = true;
    const jobs: RetrainJob[] = [];
    const { observer } = watching({
      queue: { enqueue: (job) => (failing ? fail() : void jobs.push(job)) },
    });
    await expect((async () => observer.onEvent(event(12, 0)))()).rejects.toThrow('no connection');
    failing = false;
    void observer.onEvent(event(13, 1));
    void observer.onEvent(event(14, 2));
    expect(jobs).toHaveLength(1);
    expect(jobs[0]?.reasons[0]).toMatchObject({ delta: 3 });
  });

  test('that refuses the job of an ended drift late does not take the job of the next one away', async () => {
    const refusals: ((reason: Error) => void)[] = [];
    const jobs: RetrainJob[] = [];
    const { observer } = watching({
      queue: {
        enqueue: (job) => {
          jobs.push(job);
          if (jobs.length > 1) return undefined;
          return new Promise((_, refuse) => {
            refusals.push(refuse);
          });
        },
      },
    });
    const first = observer.onEvent(event(12, 0));
    void observer.onEvent(event(1, 1));
    void observer.onEvent(event(12, 2));
    refusals[0]?.(new Error('too late'));
    await expect(first).rejects.toThrow('too late');
    void observer.onEvent(event(13, 3));
    expect(jobs).toHaveLength(2);
  });
});
