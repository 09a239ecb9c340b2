import { DriftwatchError } from '../../errors';
import { adoptRuleFault, type Detector } from '../../schemas/detectors';

type Rules = Pick<Detector, 'min_change' | 'adopt' | 'adopt_after_days'>;

/** Returns the columns for the rules of a detector. */
export function ruleColumns({ min_change, adopt, adopt_after_days }: Rules) {
  return {
    minChange: min_change?.value ?? null,
    minChangeUnit: min_change?.unit ?? null,
    adopt,
    adoptAfterDays: adopt_after_days,
  };
}

/**
 * Returns the rules after a change; days given for another rule are dropped with it.
 *
 * @throws INVALID_INPUT if they do not fit together
 */
export function changeRules(before: Rules, patch: Partial<Rules>): Rules {
  const { min_change, adopt, adopt_after_days: daysBefore } = { ...before, ...patch };
  const isLeft = patch.adopt_after_days === undefined && adopt !== 'after_days';
  const adopt_after_days = isLeft ? null : daysBefore;
  const message = adoptRuleFault(adopt, adopt_after_days);
  if (message !== null) {
    throw new DriftwatchError('INVALID_INPUT', `adopt_after_days ${message}`, {
      errors: [{ field: 'adopt_after_days', message }],
    });
  }
  return { min_change, adopt, adopt_after_days };
}
