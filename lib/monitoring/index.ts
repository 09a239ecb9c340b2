/**
 * The whole library by one import: metric events in, retrain jobs out, no database and no clock.
 *
 * ```ts
 * import { DetectorFactory, MonitorHub, RetrainQueue } from '@/lib/monitoring';
 *
 * const queue = new RetrainQueue();
 * const hub = new MonitorHub();
 * const factory = new DetectorFactory(queue);
 * factory.materialize(factory.driftDetector('accuracy', 0.05, 3), hub);
 *
 * let ts = Date.UTC(2030, 0, 1);
 * for (const value of [0.9, 0.91, 0.92, 0.7]) {
 *   await hub.publish({ ts, modelId: 'churn', metric: 'accuracy', value });
 *   ts += 60_000;
 * }
 * queue.close();
 *
 * for await (const job of queue) {
 *   for (const reason of job.reasons) {
 *     if (reason.kind === 'drift_detected') {
 *       console.log(`retrain ${job.modelId}: ${reason.metric} is off by ${reason.delta?.toFixed(4)}`);
 *     }
 *   }
 * }
 * // prints: retrain churn: accuracy is off by 0.1433
 * ```
 */
export { parseParams } from '../detectors/parse-params';
export { getMethod, methods } from '../detectors/registry';
export {
  type Band,
  type DetectorMethod,
  type DetectorState,
  type DetectorWindows,
  type JsonValue,
  type Level,
  levels,
  type MethodKind,
  type MetricDirection,
  type MetricTraits,
  metricDirections,
  type ParamValues,
  type Reading,
  type WindowSpan,
} from '../detectors/types';
export { DriftwatchError, SchedulerClosed } from '../errors';
export { calibrate, fewestReferencePoints } from './calibrate';
export type {
  AchievedInterval,
  Calibration,
  CalibrationOptions,
  FalseAlarmEvery,
  SimulationStart,
} from './calibration';
export { type DetectorChoice, DetectorFactory, type DetectorProduct } from './detector-factory';
export {
  DetectorObserver,
  type DetectorObserverOptions,
  type Observation,
  type Transition,
} from './detector-observer';
export {
  createBehaviour,
  type DetectorBehaviour,
  DetectorStrategy,
  type StrategySnapshot,
} from './detector-strategy';
export type { Labels, MetricEvent, MetricObserver } from './metric-event';
export { MonitorHub, type MonitorHubOptions, type ObserverErrorHandler } from './monitor-hub';
export { modelReference, type ReferenceModel, type ValueBounds } from './reference-model';
export type { DriftDetected, RetrainJob, RetrainJobSink, RetrainReason } from './retrain-job';
export { RetrainQueue } from './retrain-queue';
export { canonicalLabels, type SeriesIdentity, seriesKey } from './series-key';
export { checkPoints, type SeriesPoints, toSeriesPoints, typicalSpacingMs } from './series-points';
