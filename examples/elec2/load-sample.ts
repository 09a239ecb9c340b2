import { type IngestResult, ingestResultSchema } from '../../lib/schemas/metrics';
import { type Api, callApi } from './call-api';
import { ensureDetectors } from './ensure-detectors';
import { readHalfHours } from './read-half-hours';
import { replay } from './replay';
import { sampleDetectors } from './sample-detectors';
import { samplePoints } from './sample-points';

/**
 * Days per request: the points arrive in order and in several requests, and the app judges each as it
 * arrives.
 */
const daysPerRequest = 50;

export interface LoadSampleOptions extends Api {
  /** The folder of the project; the working directory by default. */
  projectFolder?: string;
}

/** The outcome. `accepted + duplicate + conflict` equals `points`. */
export interface SampleLoad {
  days: number;
  points: number;
  accepted: number;
  duplicate: number;
  conflict: number;
  detectorsCreated: number;
  detectorsReused: number;
  /** The drifts that these points revealed, in order. A second load reveals none, because it adds nothing. */
  detected: IngestResult['detected'];
}

/**
 * Trains the model of the sample, creates its detectors and posts its days to a running app, as any client
 * would. Safe to repeat, also after an interrupted load: detectors are found by name, and points that exist
 * are duplicates. The detectors come first, because points that are older than a detector open no incidents.
 */
export async function loadSample({ projectFolder, ...api }: LoadSampleOptions): Promise<SampleLoad> {
  const days = replay(await readHalfHours(projectFolder));
  const created = await ensureDetectors(api);
  const load: SampleLoad = {
    days: days.length,
    points: 0,
    accepted: 0,
    duplicate: 0,
    conflict: 0,
    detectorsCreated: created.length,
    detectorsReused: sampleDetectors.length - created.length,
    detected: [],
  };
  for (let from = 0; from < days.length; from += daysPerRequest) {
    const points = samplePoints(days.slice(from, from + daysPerRequest));
    const result = await callApi(api, '/api/metrics', ingestResultSchema, { points });
    load.points += points.length;
    load.accepted += result.accepted;
    load.duplicate += result.duplicate;
    load.conflict += result.conflict;
    load.detected.push(...result.detected);
  }
  return load;
}
