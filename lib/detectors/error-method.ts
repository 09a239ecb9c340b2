import { z } from 'zod';
import {
  createErrorStream,
  createSide,
  type ErrorStream,
  errorOnset,
  errorWindows,
  isFresh,
  learnError,
  type Side,
  type Sides,
  settle,
  takeError,
} from './error-stream';
import { isLearning } from './input-stage';
import type { MethodGuide } from './method-guide';
import {
  type Direction,
  directionParam,
  referenceSizeParam,
  type Season,
  seasonParam,
  warningRatioParam,
} from './shared-params';
import type {
  DetectorMethod,
  DetectorState,
  MethodDescription,
  MetricTraits,
  ParamValues,
  Reading,
} from './types';

/**
 * The frame of a method on streams of errors. A method is its numbers and one step; errors, sides, the
 * unjudged points, the length of a drift and the windows are the same for all of them: error-stream.ts.
 *
 * Shape. Each side counts what it watches. `step` finds the newest error of its side, from 0 to 1, in
 * `side.error`, and leaves the statistic, finite and at least 0, in `side.statistic`; what it does not set
 * stays. With two sides the larger statistic is that of the reading. After an alarm both restart. The first
 * judged point comes after `reference_size` unjudged ones, and after as many more with a season.
 *
 * Numbers are passed in fields because all methods share the one call of `step` here: V8 cannot inline it in
 * a process that runs several of them, and would put every number that is passed on the heap. For the same
 * reason the params that are read at each point are in the stream, whose shape is the same for all.
 *
 * Cost O(1) beside the step. State: about 35 numbers and the method's own, once for each side.
 */
export interface ErrorStatistic<Params, Numbers extends DetectorState> {
  /** The numbers of a side before the first point: 1 counts more errors, -1 fewer. */
  start(params: Params, side: 1 | -1): Numbers;
  /** Adds the newest error, tells the cut of its side where it is, and sets the statistic. */
  step(side: Side<Numbers>, stream: ErrorStream, params: Params): void;
  /** Returns to the beginning, in place. */
  restart(numbers: Numbers): void;
}

interface ErrorParams extends ParamValues {
  reference_size: number;
  threshold: number;
  warning_ratio: number;
  direction: Direction;
  season: Season;
}

export type ErrorMethodState<Params, Numbers> = {
  params: Params;
  stream: ErrorStream;
  sides: Sides<Numbers>;
};

/**
 * The schema of such a method, from the default number of unjudged points, its threshold and its own params.
 */
export function errorParams<Own extends z.core.$ZodLooseShape>(
  referenceSize: number,
  threshold: z.ZodDefault<z.ZodNumber>,
  own: Own,
) {
  return z.strictObject({
    reference_size: referenceSizeParam(referenceSize),
    threshold,
    warning_ratio: warningRatioParam(),
    ...own,
    direction: directionParam(),
    season: seasonParam(),
  });
}

type Definition<Params extends ErrorParams, Numbers extends DetectorState> = Omit<
  MethodDescription<Params>,
  'guide'
> &
  Pick<MethodGuide, 'advice'> &
  Partial<Pick<DetectorMethod<Params>, 'updateCost'>> &
  ErrorStatistic<Params, Numbers>;

const errorsOnly = 'Errors are 0 and 1 on every metric: there is no unit to standardise and no outlier.';

export function defineErrorMethod<Params extends ErrorParams, Numbers extends DetectorState>(
  definition: Definition<Params, Numbers>,
): DetectorMethod<Params, ErrorMethodState<Params, Numbers>> {
  type State = ErrorMethodState<Params, Numbers>;
  const { start, step, restart, advice, updateCost = () => 100, ...description } = definition;

  function init(params: Params, traits: MetricTraits): State {
    const watchesFewer = params.direction === 'both' || traits.direction === 'two_sided';
    return {
      params: { ...params },
      stream: createErrorStream(params, traits),
      sides: {
        more: createSide(start(params, 1)),
        fewer: watchesFewer ? createSide(start(params, -1)) : null,
        fewerLeads: false,
      },
    };
  }

  function restartSide(side: Side<Numbers>): void {
    side.statistic = 0;
    restart(side.numbers);
  }

  function update(state: State, value: number, tsMs: number): Reading {
    const { stream, sides } = state;
    if (isLearning(stream.input)) return learnError(stream, value, tsMs);
    const { more, fewer } = sides;
    takeError(stream, value, tsMs);
    more.error = stream.lastError;
    step(more, stream, state.params);
    let leading = more;
    if (fewer !== null) {
      fewer.error = 1 - stream.lastError;
      step(fewer, stream, state.params);
      sides.fewerLeads = fewer.statistic > more.statistic;
      if (sides.fewerLeads) leading = fewer;
    }
    const reading = settle(stream, leading);
    if (isFresh(stream)) {
      restartSide(more);
      if (fewer !== null) restartSide(fewer);
    }
    return reading;
  }

  function leadingCut({ more, fewer, fewerLeads }: Sides<Numbers>) {
    return fewerLeads && fewer !== null ? fewer.cut : more.cut;
  }

  return {
    ...description,
    kind: 'binary',
    guide: { advice, lacks: { scale: errorsOnly, outlier_limit: errorsOnly } },
    calibratedParam: 'threshold',
    updateCost,
    minSamples: ({ reference_size, season }) => (season === 'none' ? 1 : 2) * reference_size + 1,
    init,
    update,
    windows: ({ stream, sides }) => errorWindows(stream, leadingCut(sides)),
    onsetMs: ({ stream, sides }) => errorOnset(stream, leadingCut(sides)),
  };
}
