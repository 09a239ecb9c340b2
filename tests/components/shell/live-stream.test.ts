import { expect, test } from 'vitest';
import { isTouchedBy, type LiveChange } from '../../../components/shell/event-keys';
import { type EventSourceLike, keepStream } from '../../../components/shell/live-stream';

/** A stream whose messages and failures the test decides on. */
class FakeSource implements EventSourceLike {
  readyState = 0;
  private listeners = new Map<string, (event: MessageEvent<string>) => void>();
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void) {
    this.listeners.set(type, listener);
  }
  close() {
    this.readyState = 2;
  }
  send(type: string, data: unknown = {}) {
    this.listeners.get(type)?.(new MessageEvent(type, { data: JSON.stringify(data) }));
  }
  fail(readyState: number) {
    this.readyState = readyState;
    this.send('error');
  }
}

function started() {
  const sources: FakeSource[] = [];
  const states: string[] = [];
  const changes: LiveChange[] = [];
  let gaps = 0;
  let firstHellos = 0;
  const timers = new Map<number, { work: () => void; ms: number }>();
  let nextTimer = 0;
  const stop = keepStream({
    open: () => {
      const source = new FakeSource();
      sources.push(source);
      return source;
    },
    onState: (state) => {
      if (states.at(-1) !== state) states.push(state);
    },
    onChanges: (some) => changes.push(...some),
    onFirstHello: () => {
      firstHellos += 1;
    },
    onGap: () => {
      gaps += 1;
    },
    setTimer: (work, ms) => {
      nextTimer += 1;
      timers.set(nextTimer, { work, ms });
      return nextTimer;
    },
    clearTimer: (timer) => void timers.delete(timer as number),
  });
  /** Runs the timer that is due next. */
  const elapse = () => {
    const [due] = [...timers].sort(([, one], [, other]) => one.ms - other.ms);
    if (!due) throw new Error('no timer is running');
    timers.delete(due[0]);
    due[1].work();
    return due[1].ms;
  };
  const latest = () => sources.at(-1) as FakeSource;
  return {
    stop,
    states,
    changes,
    timers,
    sources,
    latest,
    elapse,
    gaps: () => gaps,
    firstHellos: () => firstHellos,
  };
}

const opened: LiveChange = { type: 'incident.opened', entity: 'incident', id: 'i', model_id: 'fraud' };

test('changes are passed on, and the first hello is no gap', () => {
  const run = started();
  run.latest().send('hello', { resumed: false });
  run.latest().send('changes', { changes: [opened] });
  expect(run.states).toEqual(['connecting', 'live']);
  expect(run.changes).toEqual([opened]);
  expect(run.gaps()).toBe(0);
  expect(run.timers.size).toBe(0);
});

test('a stream that comes back and has caught up has no gap; one that has not has', () => {
  const run = started();
  run.latest().send('hello', { resumed: false });
  run.latest().fail(0);
  run.latest().send('hello', { resumed: true });
  expect(run.gaps()).toBe(0);
  run.latest().fail(0);
  run.latest().send('hello', { resumed: false });
  expect(run.gaps()).toBe(1);
  expect(run.firstHellos()).toBe(1);
  run.latest().send('reset', { reason: 'too much was missed' });
  expect(run.gaps()).toBe(2);
  expect(run.sources).toHaveLength(1);
});

test('nobody is told of a short interruption, and of a long one until it is over', () => {
  const run = started();
  run.latest().send('hello', { resumed: false });
  run.latest().fail(0);
  expect(run.states.at(-1)).toBe('connecting');
  run.elapse();
  expect(run.states.at(-1)).toBe('away');
  run.latest().fail(0);
  expect(run.states.at(-1)).toBe('away');
  // What was asked for meanwhile may have failed, so it is asked for again although nothing was missed.
  run.latest().send('hello', { resumed: true });
  expect(run.states.at(-1)).toBe('live');
  expect(run.gaps()).toBe(1);
});

test('after a refusal it is tried again, more and more seldom', () => {
  const run = started();
  run.latest().fail(2);
  expect(run.elapse()).toBe(3000);
  run.latest().fail(2);
  run.elapse();
  expect(run.states.at(-1)).toBe('away');
  expect(run.elapse()).toBe(10_000);
  expect(run.sources).toHaveLength(3);
  run.latest().send('hello', { resumed: false });
  expect(run.states.at(-1)).toBe('live');
});

test('a stream that is ended leaves nothing behind', () => {
  const run = started();
  run.latest().fail(2);
  run.stop();
  expect(run.timers.size).toBe(0);
  expect(run.latest().readyState).toBe(2);
});

test('what is not JSON is left alone', () => {
  const run = started();
  run.latest().send('hello', { resumed: false });
  run.latest().send('changes', 'nothing of the kind');
  expect(run.changes).toEqual([]);
});

test.each([
  [['incidents', 'open-count'], true],
  [['models', 'overview'], true],
  [['models', 'one', 'fraud'], true],
  [['models', 'one', 'spam'], false],
  [['incidents', 'model', 'spam'], false],
  [['incidents', 'evidence', 'x'], false],
  [['detectors'], false],
  [['methods'], false],
])('an opened incident touches %j: %s', (key, isTouched) => {
  expect(isTouchedBy(key, opened)).toBe(isTouched);
});
