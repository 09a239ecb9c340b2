import { describe, expect, test } from 'vitest';
import { createDdmStatistic, ddmStep, resetDdmStatistic } from '@/lib/stats/ddm-statistic';
import { createEcddStatistic, ecddStep, ewmaLimit, resetEcddStatistic } from '@/lib/stats/ecdd-statistic';
import { createEddmStatistic, eddmStep, reachGrew, resetEddmStatistic } from '@/lib/stats/eddm-statistic';
import { createHddmAStatistic, hddmAStep, resetHddmAStatistic } from '@/lib/stats/hddm-a-statistic';
import { createHddmWStatistic, hddmWStep, resetHddmWStatistic } from '@/lib/stats/hddm-w-statistic';
import { createRddmStatistic, rddmStep, resetRddmStatistic } from '@/lib/stats/rddm-statistic';
import { createStepdStatistic, resetStepdStatistic, stepdStep } from '@/lib/stats/stepd-statistic';
import frouros from '../../golden/frouros_binary.json';
import riverDdm from '../../golden/river_ddm.json';
import riverEddm from '../../golden/river_eddm.json';
import riverHddmA from '../../golden/river_hddm_a.json';
import riverHddmW from '../../golden/river_hddm_w.json';
import streams from '../../golden/streams.json';

const binary: Record<string, number[]> = streams.binary;

interface Verdict {
  drift: boolean;
  warning: boolean;
}

/** Indices of all warnings and drifts when `judge` sees the stream and `restart` follows every drift. */
function indices(stream: string, judge: (value: number, index: number) => Verdict, restart: () => void) {
  const drift: number[] = [];
  const warning: number[] = [];
  for (const [index, value] of (binary[stream] ?? []).entries()) {
    const verdict = judge(value, index);
    if (verdict.warning) warning.push(index);
    if (!verdict.drift) continue;
    drift.push(index);
    restart();
  }
  return { drift, warning };
}

function between(statistic: number, warningLimit: number, driftLimit: number): Verdict {
  const drift = statistic > driftLimit;
  return { drift, warning: !drift && statistic > warningLimit };
}

const casesOf = (detector: string) => frouros.cases.filter((single) => single.detector === detector);

function withoutCheckpoints({ drift, warning }: { drift: number[]; warning: number[] }) {
  return { drift, warning };
}

describe('DDM against River, every index', () => {
  test.each(riverDdm.cases)('$name', ({ stream, params, expected }) => {
    const state = createDdmStatistic(params.warm_start + 1, 0);
    const found = indices(
      stream,
      (value) => between(ddmStep(state, value), params.warning_threshold, params.drift_threshold),
      () => resetDdmStatistic(state),
    );
    expect(found).toEqual(expected);
  });
});

describe('DDM against Frouros, every index', () => {
  test.each(casesOf('DDM'))('$name', ({ stream, expected }) => {
    const state = createDdmStatistic(30, 0);
    const found = indices(
      stream,
      (value) => between(ddmStep(state, value), 2, 3),
      () => resetDdmStatistic(state),
    );
    expect(found).toEqual(withoutCheckpoints(expected));
  });
});

describe('EDDM against River, every index', () => {
  test.each(riverEddm.cases)('$name', ({ stream, params, expected }) => {
    const state = createEddmStatistic(params.warm_start + 1, params.warm_start + 1, 1);
    // River keeps a warning until an error that is judged takes it back.
    let warning = false;
    const found = indices(
      stream,
      (value) => {
        const statistic = eddmStep(state, value === 1);
        if (statistic < 0) return { drift: false, warning };
        const ratio = 1 - statistic;
        const drift = ratio < params.beta;
        if (!drift) warning = ratio < params.alpha;
        return { drift, warning };
      },
      () => {
        warning = false;
        resetEddmStatistic(state);
      },
    );
    expect(found).toEqual(expected);
  });
});

describe('EDDM against Frouros, every index', () => {
  test.each(casesOf('EDDM'))('$name', ({ stream, expected }) => {
    const state = createEddmStatistic(30, 30, 0);
    const found = indices(
      stream,
      (value) => {
        const statistic = eddmStep(state, value === 1);
        return statistic === reachGrew ? between(0, 1, 1) : between(statistic, 1 - 0.95, 1 - 0.9);
      },
      () => resetEddmStatistic(state),
    );
    expect(found).toEqual(withoutCheckpoints(expected));
  });
});

describe('HDDM_A against River, every index, both sides', () => {
  test.each(riverHddmA.cases)('$name', ({ stream, params, expected }) => {
    const rise = createHddmAStatistic(params.drift_confidence);
    const fall = createHddmAStatistic(params.drift_confidence);
    const limits = [Math.log(2 / params.warning_confidence), Math.log(2 / params.drift_confidence)] as const;
    const found = indices(
      stream,
      (value) => {
        const up = between(hddmAStep(rise, value), ...limits);
        const down = between(hddmAStep(fall, 1 - value), ...limits);
        if (!params.two_sided_test) return up;
        return { drift: up.drift || down.drift, warning: up.warning || down.warning };
      },
      () => {
        resetHddmAStatistic(rise);
        resetHddmAStatistic(fall);
      },
    );
    expect(found).toEqual(expected);
  });
});

describe('HDDM_A against Frouros, every index', () => {
  test.each(casesOf('HDDMA'))('$name', ({ stream, expected }) => {
    const state = createHddmAStatistic(0.001);
    const found = indices(
      stream,
      (value) => {
        const statistic = hddmAStep(state, value);
        return between(state.count < 30 ? 0 : statistic, Math.log(1 / 0.005), Math.log(1 / 0.001));
      },
      () => resetHddmAStatistic(state),
    );
    expect(found).toEqual(withoutCheckpoints(expected));
  });
});

describe('HDDM_W against River, every index, both sides', () => {
  test.each(riverHddmW.cases)('$name', ({ stream, params, expected }) => {
    const rise = createHddmWStatistic(params.lambda_val, 1, params.drift_confidence, true);
    const fall = createHddmWStatistic(params.lambda_val, -1, params.drift_confidence, true);
    const limits = [Math.log(1 / params.warning_confidence), Math.log(1 / params.drift_confidence)] as const;
    const found = indices(
      stream,
      (value) => {
        const up = between(hddmWStep(rise, value), ...limits);
        const down = between(hddmWStep(fall, value), ...limits);
        if (!params.two_sided_test) return up;
        return { drift: up.drift || down.drift, warning: up.warning || down.warning };
      },
      () => {
        resetHddmWStatistic(rise);
        resetHddmWStatistic(fall);
      },
    );
    expect(found).toEqual(expected);
  });
});

describe('HDDM_W against Frouros, every index', () => {
  test.each(casesOf('HDDMW'))('$name', ({ stream, expected }) => {
    const state = createHddmWStatistic(0.05, 1, 0.05, false);
    // Frouros counts its first 30 points over the whole stream; the golden protocol resets that count too.
    const found = indices(
      stream,
      (value) => {
        const statistic = hddmWStep(state, value);
        return between(state.count < 30 ? 0 : statistic, Math.log(1 / 0.005), Math.log(1 / 0.001));
      },
      () => resetHddmWStatistic(state),
    );
    expect(found).toEqual(withoutCheckpoints(expected));
  });
});

describe('STEPD against Frouros, every index', () => {
  // Standard normal quantiles at 1 - 0.003 and 1 - 0.01 (SciPy).
  const quantiles = new Map([
    [0.003, 2.7477813854449917],
    [0.01, 2.3263478740408408],
  ]);

  test.each(casesOf('STEPD'))('$name', ({ stream, params, expected }) => {
    const limit = quantiles.get(params.alpha_d ?? 0.003) ?? Number.NaN;
    const state = createStepdStatistic(30);
    const found = indices(
      stream,
      // The reference tests the absolute value of the corrected difference, and reports no warnings of this
      // detector.
      (value) => between(Math.abs(stepdStep(state, value)), limit, limit),
      () => resetStepdStatistic(state),
    );
    expect(found).toEqual(withoutCheckpoints(expected));
  });
});

describe('ECDD against Frouros, every index', () => {
  test.each(casesOf('ECDDWT'))('$name', ({ stream, params, expected }) => {
    const state = createEcddStatistic(0.2, 30);
    const averageRunLength = (params.average_run_length ?? 400) as 100 | 400 | 1000;
    const found = indices(
      stream,
      (value) => {
        const statistic = ecddStep(state, value);
        // With a rate of 0 or 1 the reference compares the mean with itself.
        const isConstant = state.sum === 0 || state.sum === state.count;
        if (state.count < 30 || isConstant) return { drift: false, warning: false };
        const limit = ewmaLimit(averageRunLength, state.sum / state.count);
        return between(statistic, 0.5 * limit, limit);
      },
      () => resetEcddStatistic(state),
    );
    expect(found).toEqual(withoutCheckpoints(expected));
  });
});

describe('RDDM against Frouros, every index', () => {
  test.each(casesOf('RDDM'))('$name', ({ stream, params, expected }) => {
    const maxWarnings = params.max_num_instances_warning ?? 1400;
    const state = createRddmStatistic({
      first: 129,
      priorErrors: 0,
      warningLimit: 1.773,
      maxWarnings,
      minConceptSize: params.min_concept_size ?? 7000,
      maxConceptSize: params.max_concept_size ?? 40_000,
    });
    const found = indices(
      stream,
      (value) => {
        const statistic = rddmStep(state, value);
        if (state.warnings <= maxWarnings) return between(statistic, 1.773, 2.258);
        // The reference leaves the warning flag up when a warning that lasts too long becomes a drift.
        return { drift: true, warning: true };
      },
      () => resetRddmStatistic(state),
    );
    expect(found).toEqual(withoutCheckpoints(expected));
  });
});
