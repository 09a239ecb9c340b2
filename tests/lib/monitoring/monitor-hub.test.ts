import { describe, expect, test, vi } from 'vitest';
import { type MetricEvent, type MetricObserver, MonitorHub } from '@/lib/monitoring/index';

const event: MetricEvent = { ts: 1000, modelId: 'churn', metric: 'accuracy', value: 0.9 };

function recorder(seen: string[], name: string): MetricObserver {
  return { onEvent: ({ value }) => void seen.push(`${name} ${value}`) };
}

test('every observer sees every event, in the order of registration', async () => {
  const hub = new MonitorHub();
  const seen: string[] = [];
  hub.register(recorder(seen, 'first'));
  hub.register(recorder(seen, 'second'));
  await hub.publish(event);
  await hub.publish({ ...event, value: 0.8 });
  expect(seen).toEqual(['first 0.9', 'second 0.9', 'first 0.8', 'second 0.8']);
});

test('registering twice has no second effect, unregistering says whether there was one', async () => {
  const hub = new MonitorHub();
  const seen: string[] = [];
  const observer = recorder(seen, 'only');
  hub.register(observer);
  hub.register(observer);
  await hub.publish(event);
  expect(hub.unregister(observer)).toBe(true);
  expect(hub.unregister(observer)).toBe(false);
  await hub.publish(event);
  expect(seen).toEqual(['only 0.9']);
});

test('changes made during a publish hold from the next one on', async () => {
  const hub = new MonitorHub();
  const seen: string[] = [];
  const late = recorder(seen, 'late');
  const leaving = recorder(seen, 'leaving');
  hub.register({
    onEvent: () => {
      hub.register(late);
      hub.unregister(leaving);
    },
  });
  hub.register(leaving);
  await hub.publish(event);
  expect(seen).toEqual(['leaving 0.9']);
  await hub.publish({ ...event, value: 1 });
  expect(seen).toEqual(['leaving 0.9', 'late 1']);
});

describe('an observer that fails', () => {
  test.each([
    {
      how: 'throws',
      onEvent: (): void => {
        throw new Error('broken');
      },
    },
    { how: 'rejects', onEvent: (): Promise<void> => Promise.reject(new Error('broken')) },
  ])('and $how is reported and counted, and stops no other', async ({ onEvent }) => {
    const onError = vi.fn();
    const hub = new MonitorHub({ onError });
    const seen: string[] = [];
    const broken = { onEvent };
    hub.register(broken);
    hub.register(recorder(seen, 'next'));
    await hub.publish(event);
    await hub.publish(event);
    expect(seen).toEqual(['next 0.9', 'next 0.9']);
    expect(hub.failureCount).toBe(2);
    expect(onError).toHaveBeenCalledTimes(2);
    expect(onError).toHaveBeenCalledWith(new Error('broken'), broken, event);
  });

  test('stops no other even when the error handler fails too', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const hub = new MonitorHub({
      onError: () => {
        throw new Error('handler broken');
      },
    });
    const seen: string[] = [];
    hub.register({
      onEvent: () => {
        throw new Error('broken');
      },
    });
    hub.register(recorder(seen, 'next'));
    await hub.publish(event);
    expect(seen).toEqual(['next 0.9']);
    expect(hub.failureCount).toBe(1);
    expect(printed).toHaveBeenCalledOnce();
    printed.mockRestore();
  });

  test('is printed when nobody asked for its errors', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const hub = new MonitorHub();
    hub.register({
      onEvent: () => {
        throw new Error('broken');
      },
    });
    await hub.publish(event);
    expect(printed).toHaveBeenCalledWith(
      'an observer failed on model "churn", metric "accuracy":',
      new Error('broken'),
    );
    printed.mockRestore();
  });
});

test('publish waits for observers that wait, and makes no promise otherwise', async () => {
  const hub = new MonitorHub();
  hub.register({ onEvent: () => undefined });
  expect(hub.publish(event)).toBeUndefined();

  let release = () => {};
  hub.register({
    onEvent: () =>
      new Promise<void>((resolve) => {
        release = resolve;
      }),
  });
  let published = false;
  const publishing = Promise.resolve(hub.publish(event)).then(() => {
    published = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(published).toBe(false);
  release();
  await publishing;
  expect(published).toBe(true);
});

test.each([
  { field: 'value', value: Number.NaN },
  { field: 'value', value: Number.POSITIVE_INFINITY },
  { field: 'ts', value: Number.NaN },
])('an event whose $field is $value is refused before anybody sees it', ({ field, value }) => {
  const hub = new MonitorHub();
  const seen: string[] = [];
  hub.register(recorder(seen, 'any'));
  expect(() => hub.publish({ ...event, [field]: value })).toThrow(
    `event of model "churn", metric "accuracy": ${field} must be a finite number, got ${value}`,
  );
  expect(seen).toEqual([]);
});
