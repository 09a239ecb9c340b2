import type { Job, Reason } from '@/lib/schemas/jobs';

/** How what asked for the job stands now. */
export type Standing =
  /** An incident is open. */
  | 'drifting'
  /** All incidents are resolved, and at least one of them kept its new level. */
  | 'settled'
  /** All incidents are resolved without a level that stays. */
  | 'over'
  /** A person asked for it. */
  | 'asked';

type Caused = Pick<Job, 'cause' | 'reasons'>;

export function standingOf({ cause, reasons }: Caused): Standing {
  if (cause === 'none') return 'asked';
  if (cause === 'active') return 'drifting';
  return reasons.some(({ resolution }) => resolution === 'new_level') ? 'settled' : 'over';
}

/** In a row of the list. */
export const standingWords: Record<Standing, string> = {
  drifting: 'still drifting',
  settled: 'settled',
  over: 'over',
  asked: 'asked for',
};

/** When the last of its incidents ended; null while one is open. */
export function endedTs({ cause, reasons }: Caused): string | null {
  if (cause !== 'over') return null;
  return reasons.reduce<string | null>(
    (last, { resolved_ts: ts }) => (ts !== null && (last === null || ts > last) ? ts : last),
    null,
  );
}

/** In standard deviations: a smaller change is within what the series does anyway. */
const weakEffect = 2;
/** Of the mean before, where the spread is not known. */
const weakShare = 0.01;

/** Whether even the worst of it is so small that a retrain has little to win. */
export function isWeak({ worst }: Pick<Job, 'worst'>): boolean {
  if (!worst?.change) return false;
  const { before, diff, effect } = worst.change;
  if (effect !== null) return Math.abs(effect) < weakEffect;
  return Math.abs(diff) < weakShare * Math.abs(before.mean);
}

/** Approving is the obvious thing only while something clear goes on, or somebody has asked. */
export function isApprovalObvious(job: Caused & Pick<Job, 'worst'>): boolean {
  const standing = standingOf(job);
  return standing === 'asked' || (standing === 'drifting' && !isWeak(job));
}

/** One change in one series, whoever found it. */
export interface Cause {
  key: string;
  /** The newest that was said of it. */
  reason: Reason;
  detectors: string[];
}

/** Two detectors on one point are one cause, and so is an incident that got worse. */
function keyOf(reason: Reason, index: number): string {
  if (reason.series_id === null) return `asked ${index}`;
  return `${reason.series_id} ${reason.onset_ts ?? reason.ts}`;
}

export function causesOf(reasons: Reason[]): Cause[] {
  const causes = new Map<string, Cause>();
  const keyOfPoint = new Map<string, string>();
  reasons.forEach((reason, index) => {
    const point = `${reason.series_id} ${reason.ts}`;
    const incident = reason.incident_id ?? point;
    const key = keyOfPoint.get(incident) ?? keyOfPoint.get(point) ?? keyOf(reason, index);
    if (reason.series_id !== null) {
      keyOfPoint.set(point, key);
      keyOfPoint.set(incident, key);
    }
    const known = causes.get(key);
    const name = reason.detector_name;
    const detectors = new Set([...(known?.detectors ?? []), ...(name === null ? [] : [name])]);
    causes.set(key, { key, reason, detectors: [...detectors] });
  });
  return [...causes.values()];
}

/** The newest causes, the newest of them first. */
export function newestCauses(reasons: Reason[], count: number): Cause[] {
  return causesOf(reasons).slice(-count).reverse();
}

/** `3`, or `20+` where the job carries only the newest of its reasons. */
export function causeCount({ reasons, reason_count }: Pick<Job, 'reasons' | 'reason_count'>): string {
  const count = causesOf(reasons).length;
  return reason_count > reasons.length ? `${count}+` : String(count);
}
