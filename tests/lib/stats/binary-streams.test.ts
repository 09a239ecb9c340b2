import { describe, expect, test } from 'vitest';
import {
  equalProportionsStep,
  restartEqualProportions,
  startEqualProportions,
} from '@/lib/stats/equal-proportions';
import {
  errorDistanceStep,
  reachGrew,
  restartErrorDistance,
  startErrorDistance,
} from '@/lib/stats/error-distance';
import { errorEwmaStep, ewmaLimit, restartErrorEwma, startErrorEwma } from '@/lib/stats/error-ewma';
import { errorRateRiseStep, restartErrorRateRise, startErrorRateRise } from '@/lib/stats/error-rate-rise';
import {
  hoeffdingAverageStep,
  restartHoeffdingAverage,
  startHoeffdingAverage,
} from '@/lib/stats/hoeffding-average';
import {
  mcDiarmidAverageStep,
  restartMcDiarmidAverage,
  startMcDiarmidAverage,
} from '@/lib/stats/mcdiarmid-average';
import {
  reactiveErrorRateStep,
  restartReactiveErrorRate,
  startReactiveErrorRate,
} from '@/lib/stats/reactive-error-rate';
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
    const state = startErrorRateRise(params.warm_start + 1, 0);
    const found = indices(
      stream,
      (value) => between(errorRateRiseStep(state, value), params.warning_threshold, params.drift_threshold),
      () => restartErrorRateRise(state),
    );
    expect(found).toEqual(expected);
  });
});

describe('DDM against Frouros, every index', () => {
  test.each(casesOf('DDM'))('$name', ({ stream, expected }) => {
    const state = startErrorRateRise(30, 0);
    const found = indices(
      stream,
      (value) => between(errorRateRiseStep(state, value), 2, 3),
      () => restartErrorRateRise(state),
    );
    expect(found).toEqual(withoutCheckpoints(expected));
  });
});

describe('EDDM against River, every index', () => {
  test.each(riverEddm.cases)('$name', ({ stream, params, expected }) => {
    const state = startErrorDistance(params.warm_start + 1, params.warm_start + 1, 1);
    // River keeps a warning until an error that is judged takes it back.
    let warning = false;
    const found = indices(
      stream,
      (value) => {
        const statistic = errorDistanceStep(state, value === 1);
        if (statistic < 0) return { drift: false, warning };
        const ratio = 1 - statistic;
        const drift = ratio < params.beta;
        if (!drift) warning = ratio < params.alpha;
        return { drift, warning };
      },
      () => {
        warning = false;
        restartErrorDistance(state);
      },
    );
    expect(found).toEqual(expected);
  });
});

describe('EDDM against Frouros, every index', () => {
  test.each(casesOf('EDDM'))('$name', ({ stream, expected }) => {
    const state = startErrorDistance(30, 30, 0);
    const found = indices(
      stream,
      (value) => {
        const statistic = errorDistanceStep(state, value === 1);
        return statistic === reachGrew ? between(0, 1, 1) : between(statistic, 1 - 0.95, 1 - 0.9);
      },
      () => restartErrorDistance(state),
    );
    expect(found).toEqual(withoutCheckpoints(expected));
  });
});

describe('HDDM_A against River, every index, both sides', () => {
  test.each(riverHddmA.cases)('$name', ({ stream, params, expected }) => {
    const rise = startHoeffdingAverage(params.drift_confidence);
    const fall = startHoeffdingAverage(params.drift_confidence);
    const limits = [Math.log(2 / params.warning_confidence), Math.log(2 / params.drift_confidence)] as const;
    const found = indices(
      stream,
      (value) => {
        const up = between(hoeffdingAverageStep(rise, value), ...limits);
        const down = between(hoeffdingAverageStep(fall, 1 - value), ...limits);
        if (!params.two_sided_test) return up;
        return { drift: up.drift || down.drift, warning: up.warning || down.warning };
      },
      () => {
        restartHoeffdingAverage(rise);
        restartHoeffdingAverage(fall);
      },
    );
    expect(found).toEqual(expected);
  });
});

describe('HDDM_A against Frouros, every index', () => {
  test.each(casesOf('HDDMA'))('$name', ({ stream, expected }) => {
    const state = startHoeffdingAverage(0.001);
    const found = indices(
      stream,
      (value) => {
        const statistic = hoeffdingAverageStep(state, value);
        return between(state.count < 30 ? 0 : statistic, Math.log(1 / 0.005), Math.log(1 / 0.001));
      },
      () => restartHoeffdingAverage(state),
    );
    expect(found).toEqual(withoutCheckpoints(expected));
  });
});

describe('HDDM_W against River, every index, both sides', () => {
  test.each(riverHddmW.cases)('$name', ({ stream, params, expected }) => {
    const rise = startMcDiarmidAverage(params.lambda_val, 1, params.drift_confidence, true);
    const fall = startMcDiarmidAverage(params.lambda_val, -1, params.drift_confidence, true);
    const limits = [Math.log(1 / params.warning_confidence), Math.log(1 / params.drift_confidence)] as const;
    const found = indices(
      stream,
      (value) => {
        const up = between(mcDiarmidAverageStep(rise, value), ...limits);
        const down = between(mcDiarmidAverageStep(fall, value), ...limits);
        if (!params.two_sided_test) return up;
        return { drift: up.drift || down.drift, warning: up.warning || down.warning };
      },
      () => {
        restartMcDiarmidAverage(rise);
        restartMcDiarmidAverage(fall);
      },
    );
    expect(found).toEqual(expected);
  });
});

describe('HDDM_W against Frouros, every index', () => {
  test.each(casesOf('HDDMW'))('$name', ({ stream, expected }) => {
    const state = startMcDiarmidAverage(0.05, 1, 0.05, false);
    // Frouros counts its first 30 points over the whole stream; the golden protocol resets that count too.
    const found = indices(
      stream,
      (value) => {
        const statistic = mcDiarmidAverageStep(state, value);
        return between(state.count < 30 ? 0 : statistic, Math.log(1 / 0.005), Math.log(1 / 0.001));
      },
      () => restartMcDiarmidAverage(state),
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
    const state = startEqualProportions(30);
    const found = indices(
      stream,
      // The reference tests the absolute value of the corrected difference, and reports no warnings of this detector.
      (value) => between(Math.abs(equalProportionsStep(state, value)), limit, limit),
      () => restartEqualProportions(state),
    );
    expect(found).toEqual(withoutCheckpoints(expected));
  });
});

describe('ECDD against Frouros, every index', () => {
  test.each(casesOf('ECDDWT'))('$name', ({ stream, params, expected }) => {
    const state = startErrorEwma(0.2, 30);
    const averageRunLength = (params.average_run_length ?? 400) as 100 | 400 | 1000;
    const found = indices(
      stream,
      (value) => {
        const statistic = errorEwmaStep(state, value);
        // With a rate of 0 or 1 the reference compares the mean with itself.
        const isConstant = state.sum === 0 || state.sum === state.count;
        if (state.count < 30 || isConstant) return { drift: false, warning: false };
        const limit = ewmaLimit(averageRunLength, state.sum / state.count);
        return between(statistic, 0.5 * limit, limit);
      },
      () => restartErrorEwma(state),
    );
    expect(found).toEqual(withoutCheckpoints(expected));
  });
});

describe('RDDM against Frouros, every index', () => {
  test.each(casesOf('RDDM'))('$name', ({ stream, params, expected }) => {
    const maxWarnings = params.max_num_instances_warning ?? 1400;
    const state = startReactiveErrorRate({
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
        const statistic = reactiveErrorRateStep(state, value);
        if (state.warnings <= maxWarnings) return between(statistic, 1.773, 2.258);
        // The reference leaves the warning flag up when a warning that lasts too long becomes a drift.
        return { drift: true, warning: true };
      },
      () => restartReactiveErrorRate(state),
    );
    expect(found).toEqual(withoutCheckpoints(expected));
  });
});
