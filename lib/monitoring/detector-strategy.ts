import { parseParams } from '../detectors/parse-params';
import { getMethod } from '../detectors/registry';
import type {
  DetectorMethod,
  DetectorState,
  DetectorWindows,
  LearningProgress,
  Level,
  MetricDirection,
  ParamValues,
  Reading,
} from '../detectors/types';
import { DriftwatchError } from '../errors';
import { localOffsetMs } from '../stats/local-time';

/** A method with everything decided but the series: what a strategy is made from. */
export interface DetectorBehaviour {
  readonly method: DetectorMethod;
  readonly params: ParamValues;
  readonly direction: MetricDirection;
  /** IANA name; `null` when nobody has said, so that hours are those of UTC. */
  readonly timeZone: string | null;
}

/** All that has to be kept to continue a strategy elsewhere; plain JSON. */
export interface StrategySnapshot {
  readonly method: string;
  readonly version: number;
  readonly state: DetectorState;
  readonly level: Level;
  /** There while the level is `insufficient_data`, but in snapshots that are older than it. */
  readonly learning?: LearningProgress;
  /** Time of the last point it took in, `null` before the first. */
  readonly lastTsMs: number | null;
}

/**
 * Checks the params of a method and fixes what is known of the metric; throws INVALID_INPUT that names what is wrong.
 * @param timeZone IANA name of the zone whose hours and weekdays a season goes by; without one by UTC.
 */
export function createBehaviour(
  methodId: string,
  params: unknown = {},
  direction: MetricDirection = 'two_sided',
  timeZone: string | null = null,
): DetectorBehaviour {
  const method = getMethod(methodId);
  if (timeZone !== null) checkTimeZone(timeZone);
  return { method, params: parseParams(methodId, params), direction, timeZone };
}

/** Throws INVALID_INPUT unless it is the name of a time zone. */
export function checkTimeZone(timeZone: string): void {
  try {
    localOffsetMs(timeZone, 0);
  } catch (cause) {
    throw new DriftwatchError(
      'INVALID_INPUT',
      `a time zone must be an IANA name, such as Europe/Berlin, got ${JSON.stringify(timeZone)}`,
      { cause },
    );
  }
}

/** After how many points a method judges the next one. */
function neededPoints({ method, params }: DetectorBehaviour): number {
  return Math.max(1, method.minSamples(params) - 1);
}

/** A method bound to its params, with the state of ONE series. */
export class DetectorStrategy {
  readonly behaviour: DetectorBehaviour;
  readonly #state: DetectorState;
  #level: Level = 'insufficient_data';
  #learning: LearningProgress | null;
  #lastTsMs: number | null = null;

  /** Starts afresh, or goes on from a snapshot as if there had been no pause. */
  constructor(behaviour: DetectorBehaviour, snapshot?: StrategySnapshot) {
    const { method, params, direction, timeZone } = behaviour;
    this.behaviour = behaviour;
    if (snapshot === undefined) {
      this.#state = method.init(params, { direction, timeZone });
      this.#learning = { seen: 0, needed: neededPoints(behaviour) };
      return;
    }
    if (snapshot.method !== method.method || snapshot.version !== method.version) {
      throw new DriftwatchError(
        'INVALID_INPUT',
        `a state of ${snapshot.method} version ${snapshot.version} cannot be continued by ` +
          `${method.method} version ${method.version}; start afresh and replay the series`,
      );
    }
    this.#state = structuredClone(snapshot.state);
    this.#level = snapshot.level;
    this.#learning = snapshot.learning ?? null;
    this.#lastTsMs = snapshot.lastTsMs;
  }

  /** Level of the last reading. */
  get level(): Level {
    return this.#level;
  }

  /** How far it has come, while its level is `insufficient_data`; else `null`. */
  get learning(): LearningProgress | null {
    return this.#learning;
  }

  get lastTsMs(): number | null {
    return this.#lastTsMs;
  }

  /**
   * Takes one finite value in; `tsMs` is not before the last one. Where the method does not say how far its learning is,
   * the points since it last judged are counted.
   */
  update(value: number, tsMs: number): Reading {
    const reading = this.behaviour.method.update(this.#state, value, tsMs);
    this.#level = reading.level;
    this.#lastTsMs = tsMs;
    if (reading.level === 'insufficient_data') return this.#noteLearning(reading);
    this.#learning = null;
    return reading;
  }

  #noteLearning(reading: Reading): Reading {
    const needed = neededPoints(this.behaviour);
    const seen = Math.min((this.#learning?.seen ?? 0) + 1, needed);
    this.#learning = reading.learning ?? { seen, needed };
    return { ...reading, learning: this.#learning };
  }

  windows(): DetectorWindows {
    return this.behaviour.method.windows(this.#state);
  }

  onsetMs(): number | null {
    return this.behaviour.method.onsetMs(this.#state);
  }

  /** A copy that later updates leave alone. */
  snapshot(): StrategySnapshot {
    return structuredClone(this.peek());
  }

  /** What a snapshot would copy, as it is: to be written or measured at once, neither kept nor changed. */
  peek(): StrategySnapshot {
    const { method, version } = this.behaviour.method;
    const snapshot = { method, version, state: this.#state, level: this.#level, lastTsMs: this.#lastTsMs };
    return this.#learning === null ? snapshot : { ...snapshot, learning: this.#learning };
  }
}
