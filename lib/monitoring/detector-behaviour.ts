import { parseParams } from '../detectors/parse-params';
import { getMethod } from '../detectors/registry';
import type { DetectorMethod, MetricDirection, ParamValues } from '../detectors/types';
import { DriftwatchError } from '../errors';
import { localOffsetMs } from '../stats/local-time';
import { checkRules, type RunRules } from './run-rules';

/** A method with everything decided except the series: what a strategy is made from. */
export interface DetectorBehaviour {
  readonly method: DetectorMethod;
  readonly params: ParamValues;
  /** Elementary operations of one update, at most. */
  readonly updateCost: number;
  readonly direction: MetricDirection;
  /** IANA name; `null` if none is known, so that hours are those of UTC. */
  readonly timeZone: string | null;
  readonly rules: RunRules;
}

/**
 * Checks the params of a method and adds what is known about the metric.
 *
 * @param params those left out take their defaults.
 * @param timeZone IANA name of the zone whose hours and weekdays a season follows; UTC without one.
 * @throws INVALID_INPUT that names every param that is wrong, with its range.
 */
export function createBehaviour(
  methodId: string,
  params: unknown = {},
  direction: MetricDirection = 'two_sided',
  timeZone: string | null = null,
  { minChange = null, adoptAfterMs = null }: Partial<RunRules> = {},
): DetectorBehaviour {
  const method = getMethod(methodId);
  if (timeZone !== null) checkTimeZone(timeZone);
  const rules = { minChange, adoptAfterMs };
  checkRules(rules);
  const parsed = parseParams(methodId, params);
  return { method, params: parsed, updateCost: method.updateCost(parsed), direction, timeZone, rules };
}

/** @throws INVALID_INPUT unless it is the name of a time zone. */
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

/** The number of the first point that a method judges, counted from 1. */
export function neededPoints({ method, params }: DetectorBehaviour): number {
  return method.minSamples(params);
}

/**
 * Whether a method learns what is ordinary, so that another level can become ordinary; fixed limits do not.
 */
export function learnsLevel(method: DetectorMethod): boolean {
  return method.kind !== 'rule';
}
