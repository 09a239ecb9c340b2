import type { JobRequest } from '../../services/jobs/join-or-open-jobs';
import type { NotedWorsening, OpenedEpisode, TraceAt } from './incidents';

/** What a reason says beside the change when the drift lasted already. */
const worsenedText = 'worse within an open incident';

/** One request for each model, its reasons in the order of event time. */
export function jobRequests(
  opened: OpenedEpisode[],
  worsenings: NotedWorsening[],
  traceAt: TraceAt,
): JobRequest[] {
  const events = [
    ...opened.map(({ watched, episode, incident }) => ({ watched, episode, incidentId: incident.id })),
    ...worsenings,
  ].sort((a, b) => a.episode.event.ts - b.episode.event.ts);
  const byModel = new Map<string, JobRequest>();
  for (const { episode, incidentId, watched } of events) {
    const { id: seriesId, modelId, metric } = watched.batch.series;
    let request = byModel.get(modelId);
    if (request === undefined) {
      const traceparent = traceAt(seriesId, episode.event.ts);
      request = { modelId, reasons: [], traceparent, ...(episode.job && { jobId: episode.job.jobId }) };
      byModel.set(modelId, request);
    }
    const isEscalation = episode.kind === 'escalated';
    request.reasons.push({
      kind: 'drift_detected',
      metric,
      delta: isEscalation ? episode.worsening : episode.reading.delta,
      ...(isEscalation && { text: worsenedText }),
      seriesId,
      incidentId,
      ts: new Date(episode.event.ts),
    });
  }
  // Models in one order everywhere, so that two transactions cannot wait for each other.
  return [...byModel.values()].sort((a, b) => (a.modelId < b.modelId ? -1 : 1));
}
