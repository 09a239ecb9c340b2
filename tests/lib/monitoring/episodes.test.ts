import { describe, expect, test } from 'vitest';
import {
  createBehaviour,
  DetectorObserver,
  DetectorStrategy,
  type MetricDirection,
  methods,
  type RetrainJob,
  type RunRules,
} from '@/lib/monitoring/index';
import { normals } from '../../contract/seeded-numbers';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** Stretches of [length, mean], hourly, with a noise of 0.005. */
function series(...stretches: [length: number, mean: number][]): number[] {
  return stretches.flatMap(([length, mean], index) => normals(index + 1, length, mean, 0.005));
}

function events(strategy: DetectorStrategy, values: number[], from = 0): string[] {
  return values.flatMap((value, index) => {
    strategy.update(value, (from + index) * hourMs);
    const { transition, end } = strategy;
    return transition === 'none' ? [] : [transition === 'resolved' ? (end ?? '') : transition];
  });
}

function watching(
  method: string,
  { direction = 'higher_is_better', ...rules }: Partial<RunRules> & { direction?: MetricDirection } = {},
) {
  return new DetectorStrategy(createBehaviour(method, {}, direction, null, rules));
}

/** Methods whose reference stays what it was, so that a drift lasts as long as the level does. */
const fixed = ['cusum', 'z_score', 'ewma', 'ks', 'psi', 'wasserstein', 'welch', 'mann_whitney'];

describe.each(fixed)('%s', (method) => {
  test('tells a second, worse fall as an escalation of the first', () => {
    const values = series([600, 0.9], [500, 0.85], [400, 0.7]);
    expect(events(watching(method), values)).toEqual(['opened', 'escalated']);
  });

  test('and a third', () => {
    const values = series([600, 0.9], [500, 0.85], [500, 0.7], [300, 0.5]);
    expect(events(watching(method), values)).toEqual(['opened', 'escalated', 'escalated']);
  });

  test('tells a rise of a metric that should be low', () => {
    const values = series([600, 0.05], [500, 0.2], [400, 0.95]);
    const strategy = watching(method, { direction: 'lower_is_better' });
    expect(events(strategy, values)).toEqual(['opened', 'escalated']);
  });

  test('of a metric without a direction goes by the side of the first change', () => {
    const further = series([600, 0.5], [500, 0.55], [400, 0.7]);
    expect(events(watching(method, { direction: 'two_sided' }), further)).toEqual(['opened', 'escalated']);
  });

  test('says nothing while the level goes half way back and falls to where it was', () => {
    const values = series([600, 0.9], [500, 0.8], [300, 0.85], [400, 0.8]);
    expect(events(watching(method), values)).toEqual(['opened']);
  });

  test('has recovered when the level is back', () => {
    expect(events(watching(method), series([600, 0.9], [500, 0.8], [400, 0.9]))).toEqual([
      'opened',
      'recovered',
    ]);
  });
});

test('a method that learns by itself ends at a new level, and the next fall is another incident', () => {
  const values = series([600, 0.9], [500, 0.85], [400, 0.7]);
  expect(events(watching('kswin'), values)).toEqual(['opened', 'new_level', 'opened', 'new_level']);
});

test('a jump that comes back and one that stays end differently', () => {
  const ends = (values: number[]) => events(watching('mean_delta', { direction: 'two_sided' }), values);
  expect(ends([0.9, 0.9, 0.9, 0.5, 0.9, 0.9, 0.9])).toEqual(['opened', 'recovered']);
  expect(ends([0.9, 0.9, 0.9, 0.5, 0.5, 0.5, 0.5])).toEqual(['opened', 'new_level']);
});

test('single values that look ordinary do not end an episode while the level is away', () => {
  const fallen = Array.from({ length: 200 }, (_, index) => (index < 10 || index % 2 === 0 ? 7 : 2));
  const values = [...normals(1, 300, 0, 1), ...fallen];
  const strategy = watching('z_score', { direction: 'lower_is_better' });
  const seen = values.flatMap((value, index) => {
    strategy.update(value, index * hourMs);
    return strategy.transition === 'none' ? [] : [strategy.transition];
  });
  expect(seen).toEqual(['opened']);
});

test('fixed limits have no follow-up: they are crossed or not', () => {
  const strategy = new DetectorStrategy(createBehaviour('static_threshold', { lower: 0.8 }));
  expect(events(strategy, [0.9, 0.7, 0.5, 0.1, 0.9])).toEqual(['opened', 'recovered']);
  expect(strategy.snapshot().episode).toBeNull();
});

test('an escalation states how much worse it became', () => {
  const strategy = watching('z_score');
  let worsening: number | null = null;
  for (const [index, value] of series([600, 0.9], [500, 0.85], [100, 0.7]).entries()) {
    strategy.update(value, index * hourMs);
    if (strategy.transition === 'escalated') worsening = strategy.worsening;
  }
  expect(worsening).toBeCloseTo(-0.15, 1);
});

describe('a rule that adopts after two days', () => {
  const values = series([600, 0.9], [200, 0.8], [200, 0.6]);

  test.each(fixed)('ends the incident of %s then, and what follows is measured from there', (method) => {
    const strategy = watching(method, { adoptAfterMs: 2 * dayMs });
    const times: [string, number][] = [];
    for (const [index, value] of values.entries()) {
      strategy.update(value, index * hourMs);
      if (strategy.transition !== 'none') times.push([strategy.transition, index]);
    }
    const [[, opened] = ['', 0], ended] = times;
    expect(ended).toEqual(['resolved', opened + 48]);
    expect(times.map(([kind]) => kind).slice(0, 3)).toEqual(['opened', 'resolved', 'opened']);
    expect(times[2]?.[1]).toBeGreaterThanOrEqual(800);
  });

  test('that comes before the level is known says how much of it is', () => {
    const strategy = watching('ks', { adoptAfterMs: dayMs });
    let learning: unknown = null;
    for (const [index, value] of series([600, 0.9], [100, 0.8]).entries()) {
      const reading = strategy.update(value, index * hourMs);
      if (strategy.transition === 'resolved') learning = reading.learning;
    }
    // The point that opened the incident and the 24 after it.
    expect(learning).toMatchObject({ seen: 25 });
  });

  test('never comes where the level is back before', () => {
    const short = series([600, 0.9], [30, 0.8], [200, 0.9]);
    expect(events(watching('cusum', { adoptAfterMs: 4 * dayMs }), short)).toEqual(['opened', 'recovered']);
  });
});

describe('a snapshot taken at any time', () => {
  const values = series([200, 0.9], [150, 0.85], [100, 0.7], [150, 0.9]);

  test.each(methods.filter(({ kind }) => kind !== 'rule').map(({ method }) => method))(
    'of %s goes on bit by bit, follow-up and all',
    (method) => {
      const rules = { adoptAfterMs: 10 * dayMs };
      const straight = watching(method, rules);
      let interrupted = watching(method, rules);
      for (const [index, value] of values.entries()) {
        if (index % 37 === 0) {
          const kept = JSON.parse(JSON.stringify(interrupted.peek()));
          interrupted = new DetectorStrategy(interrupted.behaviour, kept);
        }
        const reading = straight.update(value, index * hourMs);
        expect(interrupted.update(value, index * hourMs)).toEqual(reading);
        expect(interrupted.transition).toBe(straight.transition);
      }
      expect(interrupted.snapshot()).toEqual(straight.snapshot());
    },
  );

  test('from before episodes were kept goes on, and tells a worsening from then on', () => {
    const strategy = watching('cusum');
    const history = series([600, 0.9], [300, 0.85]);
    events(strategy, history);
    const { episode: _, successor: __, ...old } = strategy.snapshot();
    const later = new DetectorStrategy(strategy.behaviour, old);
    later.setInEpisode(true);
    const rest = series([300, 0.85], [200, 0.6]);
    expect(events(later, rest, history.length)).toEqual(['escalated']);
  });

  test('outside an episode carries no second state', () => {
    const strategy = watching('cusum');
    const long = series([300, 0.9], [200, 0.8], [300, 0.9]);
    expect(events(strategy, long)).toEqual(['opened', 'recovered']);
    expect(strategy.peek()).toMatchObject({ episode: null, successor: null });
  });
});

test('a point of the past is judged without opening or ending an episode', () => {
  const strategy = watching('cusum');
  const values = series([200, 0.9], [100, 0.7], [200, 0.9]);
  const levels = values.map((value, index) => strategy.judge(value, index * hourMs).level);
  expect(levels).toContain('drift');
  expect([strategy.inEpisode, strategy.transition]).toEqual([false, 'none']);
});

describe('an observer', () => {
  test('asks for a retrain when a drift begins and whenever it gets worse, not in between', () => {
    const jobs: RetrainJob[] = [];
    const observer = new DetectorObserver({
      metric: 'accuracy',
      behaviour: createBehaviour('cusum', {}, 'higher_is_better'),
      queue: { enqueue: (job) => void jobs.push(job) },
    });
    for (const [index, value] of series([600, 0.9], [500, 0.85], [200, 0.7]).entries())
      void observer.onEvent({ modelId: 'churn', metric: 'accuracy', ts: index * hourMs, value });
    expect(jobs.map(({ reasons }) => reasons)).toEqual([
      [expect.not.objectContaining({ isEscalation: true })],
      [expect.objectContaining({ isEscalation: true, delta: expect.any(Number) })],
    ]);
  });
});
