import { describe, expect, test } from 'vitest';
import {
  DetectorFactory,
  MonitorHub,
  methods,
  type RetrainJob,
  RetrainQueue,
  SchedulerClosed,
} from '@/lib/monitoring/index';

function setUp(capacity?: number) {
  const queue = new RetrainQueue(capacity);
  const errors: unknown[] = [];
  const hub = new MonitorHub({ onError: (error) => void errors.push(error) });
  const factory = new DetectorFactory(queue);
  return { queue, hub, factory, errors };
}

let ts = 0;
async function publish(hub: MonitorHub, modelId: string, values: number[], metric = 'accuracy') {
  for (const value of values) {
    ts += 1000;
    await hub.publish({ ts, modelId, metric, value, labels: {} });
  }
}

/** The next job, or a failure if none has arrived within 250 ms. */
async function nextWithin250ms(queue: RetrainQueue): Promise<RetrainJob> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error('no retrain job within 250 ms')), 250);
  });
  try {
    const { value } = await Promise.race([queue[Symbol.asyncIterator]().next(), deadline]);
    if (value === undefined) throw new Error('the queue ended without a job');
    return value;
  } finally {
    clearTimeout(timer);
  }
}

describe('mean_delta on accuracy, threshold 0.05, window 3', () => {
  function accuracyDetector(capacity?: number) {
    const parts = setUp(capacity);
    parts.factory.materialize(parts.factory.driftDetector('accuracy', 0.05, 3), parts.hub);
    return parts;
  }

  test('0.90, 0.91, 0.92, 0.70 bring one retrain job within 250 ms', async () => {
    const { queue, hub } = accuracyDetector();
    const next = nextWithin250ms(queue);
    await publish(hub, 'churn', [0.9, 0.91, 0.92, 0.7]);
    const { modelId, reasons } = await next;
    expect(modelId).toBe('churn');
    expect(reasons).toHaveLength(1);
    const expected = Math.abs(0.7 - (0.91 + 0.92 + 0.7) / 3);
    expect(reasons[0]).toMatchObject({ kind: 'drift_detected', metric: 'accuracy', delta: expected });
    expect(expected).toBeCloseTo(0.1433333, 6);
    expect(queue.size).toBe(0);
  });

  test('two models interleaved keep separate histories', async () => {
    const { queue, hub } = accuracyDetector();
    for (const value of [0.9, 0.91, 0.92]) {
      await publish(hub, 'high', [value]);
      await publish(hub, 'low', [value - 0.5]);
    }
    expect(queue.size).toBe(0);
    await publish(hub, 'low', [0.1]);
    expect((await nextWithin250ms(queue)).modelId).toBe('low');
    expect(queue.size).toBe(0);
  });

  test('a throwing observer does not stop the detector', async () => {
    const { queue, hub, factory, errors } = setUp();
    hub.register({
      onEvent: () => {
        throw new Error('broken');
      },
    });
    factory.materialize(factory.driftDetector('accuracy', 0.05, 3), hub);
    await publish(hub, 'churn', [0.9, 0.7]);
    expect((await nextWithin250ms(queue)).modelId).toBe('churn');
    expect(errors).toHaveLength(2);
    expect(hub.failureCount).toBe(2);
  });

  test('a full queue makes the publisher wait and loses nothing', async () => {
    const { queue, hub } = accuracyDetector(1);
    const models = ['a', 'b', 'c', 'd', 'e'];
    const publishing = Promise.all(models.map((model) => publish(hub, model, [0.9, 0.7])));
    const arrived: string[] = [];
    for (const _ of models) {
      arrived.push((await nextWithin250ms(queue)).modelId);
      expect(queue.size).toBeLessThanOrEqual(1);
    }
    await publishing;
    expect(arrived.sort()).toEqual(models);
  });

  test('after the queue has closed the drift is reported as SchedulerClosed', async () => {
    const { queue, hub, errors } = accuracyDetector();
    queue.close();
    await publish(hub, 'churn', [0.9, 0.7]);
    expect(errors).toEqual([expect.any(SchedulerClosed)]);
  });

  test('events of other metrics are ignored', async () => {
    const { queue, hub } = accuracyDetector();
    await publish(hub, 'churn', [0.9, 0.1, 0.9], 'log_loss');
    expect(queue.size).toBe(0);
  });

  test('the first point alone never fires', async () => {
    const { queue, hub } = accuracyDetector();
    for (const modelId of ['a', 'b', 'c']) await publish(hub, modelId, [1e308]);
    expect(queue.size).toBe(0);
  });
});

describe('DetectorFactory', () => {
  test.each(methods.map(({ method }) => method))('makes a detector of %s', (method) => {
    const { hub, factory } = setUp();
    const params = method === 'static_threshold' ? { upper: 5 } : {};
    const product = factory.create(method, { metric: 'accuracy', params, direction: 'higher_is_better' });
    expect(product.behaviour).toMatchObject({ method: { method }, direction: 'higher_is_better' });
    expect(factory.materialize(product, hub).metric).toBe('accuracy');
  });

  test('a product watches nothing until it is materialized, and each time with a state of its own', async () => {
    const { queue, hub, factory } = setUp();
    const product = factory.driftDetector('accuracy', 0.05, 3);
    await publish(hub, 'churn', [0.9, 0.7]);
    expect(queue.size).toBe(0);
    factory.materialize(product, hub);
    await publish(hub, 'churn', [0.9]);
    factory.materialize(product, hub);
    await publish(hub, 'churn', [0.7]);
    expect(queue.size).toBe(1);
    await publish(hub, 'churn', [0.9]);
    expect(queue.size).toBe(2);
  });

  test('refuses an unknown method and params out of range', () => {
    const { factory } = setUp();
    expect(() => factory.create('mean', { metric: 'accuracy' })).toThrow('must be one of ');
    expect(() => factory.driftDetector('accuracy', 0, 3)).toThrow('must be above 0');
    expect(() => factory.driftDetector('accuracy', 0.05, 1)).toThrow('between 2 and 10000, got 1');
  });
});
