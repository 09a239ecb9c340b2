import type { SampleLoad } from './load-sample';
import { sampleModelId } from './sample-points';

type Detection = SampleLoad['detected'][number];

function describeDrift({ metric, ts, delta, detector_name }: Detection): string {
  const by = delta === null ? '' : `, ${delta > 0 ? '+' : ''}${delta.toFixed(3)}`;
  return `  ${metric} drifted on ${ts.slice(0, 10)}${by} (detector "${detector_name}")`;
}

function count(quantity: number, thing: string): string {
  return `${quantity} ${thing}${quantity === 1 ? '' : 's'}`;
}

/** Describes a load in a few lines for a person. */
export function describeLoad(load: SampleLoad): string {
  const incidents = new Set(load.detected.map(({ incident_id }) => incident_id)).size;
  const jobs = new Set(load.detected.map(({ job_id }) => job_id)).size;
  const conflicts = load.conflict === 0 ? '' : `, ${load.conflict} in conflict with what is stored`;
  const lines = [
    `${count(load.points, 'point')} of model ${sampleModelId} over ${count(load.days, 'day')}: ` +
      `${load.accepted} accepted, ${load.duplicate} already there${conflicts}`,
    `${count(load.detectorsCreated, 'detector')} created, ${load.detectorsReused} already there`,
    `${count(incidents, 'incident')} opened, ${count(jobs, 'retrain job')} requested`,
    ...load.detected.map(describeDrift),
  ];
  if (load.accepted === 0) lines.push('Nothing was new: the sample had already been loaded.');
  return lines.join('\n');
}
