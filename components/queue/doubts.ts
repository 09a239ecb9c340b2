import type { Job } from '@/lib/schemas/jobs';
import { causesOf, isWeak } from './cause';

/** What the context of the worst incident says, as far as it is needed here. */
export interface DoubtContext {
  by_label: { name: string; value: string; total: number; moved: number }[];
  annotations: { ts: string; text: string; kind: 'deploy' | 'note' }[];
}

const hourMs = 3_600_000;
/**
 * A deploy as long before the onset, or as shortly after it, as estimates of onsets are off, is a likely
 * cause.
 */
const deployBeforeMs = 12 * hourMs;
const deployAfterMs = 2 * hourMs;

const timeUnits = new Set(['ms', 's', 'us', 'µs', 'ns', 'min']);
const servingNames = /latency|response_time|duration|_ms$|(^|_)p\d\d(_|$)|timeout|throughput|qps|rps/i;
const volumeNames = /(^|_)(count|volume|requests|traffic)(_|$)|_rate$/i;
/** Rates that say how well a model does, not how much it is asked. */
const qualityRates = /error|positive|negative|click|conversion|accept|fail|hit/i;

interface Measured {
  metric: string | null;
  unit: string | null;
}

const isServing = ({ metric, unit }: Measured) =>
  (unit !== null && timeUnits.has(unit)) || servingNames.test(metric ?? '');
const isVolume = ({ metric }: Measured) => volumeNames.test(metric ?? '') && !qualityRates.test(metric ?? '');

/** `Only version=2026.11 has moved`: of a label with several values, just one. */
function oneLabelOnly(byLabel: DoubtContext['by_label']): string | null {
  const names = [...new Set(byLabel.map(({ name }) => name))];
  for (const name of names) {
    const values = byLabel.filter((one) => one.name === name);
    const moved = values.filter((one) => one.moved > 0);
    const [only] = moved;
    if (values.length >= 2 && moved.length === 1 && only) {
      const others = values.length - 1;
      return `Only ${name}=${only.value} has moved (${only.moved} of ${only.total} series); the other ${others === 1 ? 'value has' : `${others} values have`} not. Look at what is special there first.`;
    }
  }
  return null;
}

function afterDeploy({ annotations }: DoubtContext, onsetMs: number): string | null {
  const deploy = annotations.find(({ kind, ts }) => {
    const beforeMs = onsetMs - Date.parse(ts);
    return kind === 'deploy' && beforeMs <= deployBeforeMs && beforeMs >= -deployAfterMs;
  });
  if (!deploy) return null;
  return `It began right after a deploy (“${deploy.text}”). Rolling that back may be the better answer.`;
}

/** What retraining will hardly fix, a sentence for each; none where nothing speaks against it. */
export function doubtsOf(job: Pick<Job, 'reasons' | 'worst'>, context: DoubtContext | null): string[] {
  const drifts = causesOf(job.reasons)
    .map(({ reason }) => reason)
    .filter(({ metric }) => metric !== null);
  const doubts: string[] = [];
  if (drifts.length > 0 && drifts.every(isServing))
    doubts.push('Only latency has changed. That is how the model is served, not what it has learned.');
  else if (drifts.length > 0 && drifts.every((one) => isServing(one) || isVolume(one)))
    doubts.push('Only traffic has changed, not how well the model does.');
  if (isWeak(job)) doubts.push('The change is small beside what the series does anyway.');
  if (context) {
    const worst = drifts.find(({ incident_id }) => incident_id === job.worst?.incident_id);
    const onset = worst?.onset_ts ?? worst?.ts;
    doubts.push(
      ...[
        oneLabelOnly(context.by_label),
        onset === undefined ? null : afterDeploy(context, Date.parse(onset)),
      ].filter((doubt) => doubt !== null),
    );
  }
  return doubts;
}
