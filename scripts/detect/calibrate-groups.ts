import { calibrate, minReferencePoints } from '../../lib/monitoring/calibrate';
import { createBehaviour, type DetectorBehaviour } from '../../lib/monitoring/detector-behaviour';
import { elementAt } from '../../lib/stats/element-at';
import type { Rows } from './read-rows';

/**
 * The reference of a group is this share of it, within a minimum and a maximum, but never less than the
 * method learns from.
 */
const referenceShare = 0.15;
const minRows = 200;
const maxRows = 5000;
/** Number of simulated points, shared by all groups. */
const sharedPoints = 2_000_000;
const maxPerGroup = 500_000;
const minPerGroup = 100_000;

/**
 * Creates the method for every group with its threshold calibrated to the first rows of that group: 15 % of
 * them, 200 to 5,000, and at least twice what the method learns from. They are assumed to be calm, and what
 * the method has learned from them is taken into account. A group of fewer than 50 rows keeps the given
 * params.
 *
 * @param note is called for every group whose rate of false alarms is not as requested
 */
export function calibrateGroups(
  rows: Rows,
  given: DetectorBehaviour,
  falseAlarmEvery: number,
  note: (sentence: string) => void,
): DetectorBehaviour[] {
  const { method, params, direction, timeZone } = given;
  const mostPoints = Math.min(
    maxPerGroup,
    Math.max(minPerGroup, Math.floor(sharedPoints / rows.groups.length)),
  );
  const learned = 2 * method.minSamples(params);
  return pointsOfGroups(rows).map(({ tsMs, values }, number) => {
    const name = rows.groups[number] === '' ? '' : `group ${JSON.stringify(rows.groups[number])}: `;
    if (values.length < minReferencePoints) {
      note(
        `${name}${values.length} rows are too few for a calibration, which needs ${minReferencePoints}; the params stay as given`,
      );
      return given;
    }
    const size = Math.min(maxRows, Math.max(minRows, learned, Math.ceil(referenceShare * values.length)));
    const reference = { tsMs: tsMs.slice(0, size), values: values.slice(0, size) };
    const settings = { falseAlarmEvery, start: 'continued', mostPoints, direction, timeZone } as const;
    const calibrated = calibrate(method.method, params, reference, settings);
    if (calibrated.outcome !== 'reached') note(`${name}${calibrated.sentence}`);
    return createBehaviour(method.method, calibrated.params, direction, timeZone);
  });
}

/**
 * Returns the points of every group in the order of the file. A time that goes back is replaced by that of
 * the previous row.
 */
function pointsOfGroups({ groups, groupOf, tsMs, values }: Rows) {
  const points = groups.map(() => ({ tsMs: [] as number[], values: [] as number[] }));
  for (const [index, number] of groupOf.entries()) {
    const group = elementAt(points, number);
    const time = elementAt(tsMs, index);
    group.tsMs.push(Math.max(time, group.tsMs.at(-1) ?? time));
    group.values.push(elementAt(values, index));
  }
  return points;
}
