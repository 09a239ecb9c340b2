import type { Level } from '@/components/charts/level';
import { severityOf } from '@/lib/detectors/worse-reading';

interface Run {
  detector_id: string;
  enabled: boolean;
  level: Level;
}

/** The run whose detector was chosen for this series; else the enabled one with the worst level. */
export function chosenRun<T extends Run>(runs: T[], chosenDetectorIds: string[]): T | undefined {
  const chosen = runs.find((run) => chosenDetectorIds.includes(run.detector_id));
  const rank = (run: Run) => severityOf[run.level] + (run.enabled ? 10 : 0);
  return chosen ?? runs.toSorted((a, b) => rank(b) - rank(a))[0];
}

/** The chosen detectors of a page after choosing one of this series' runs; those of other series stay. */
export function withChosen(chosenDetectorIds: string[], runs: Run[], detectorId: string): string[] {
  const ofThisSeries = new Set(runs.map((run) => run.detector_id));
  return [...chosenDetectorIds.filter((id) => !ofThisSeries.has(id)), detectorId];
}
