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
export {
  type CommonParam,
  commonParams,
  type MethodGuide,
  type Situation,
  situations,
} from '../detectors/method-guide';
export { parseParams } from '../detectors/parse-params';
export { getMethod, methods } from '../detectors/registry';
export {
  type Band,
  type DetectorMethod,
  type DetectorState,
  type DetectorWindows,
  type JsonValue,
  type LearningProgress,
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

/*
 * The statistics behind the methods, and the tests that go with them, for evidence and notebooks. Methods
 * that judge every point have critical values of their own: a p-value below 0.05 is common when neighbouring
 * windows are tested a thousand times.
 */
export { andersonDarlingTest } from '../stats/anderson-darling-test';
export { type ChiSquareForm, contingencyTest, goodnessOfFitTest } from '../stats/chi-square-test';
export { cramerVonMisesTest } from '../stats/cramer-von-mises-test';
export {
  energyDistance,
  type WeightedSample,
  wassersteinDistance,
  weightedEnergy,
  weightedWasserstein,
} from '../stats/empirical-distance';
export { eppsSingletonTest } from '../stats/epps-singleton-test';
export { fisherExactTest } from '../stats/fisher-exact-test';
export { pointsDiscrepancy } from '../stats/kernel-discrepancy';
export { type KsAlternative, type KsForm, ksTest } from '../stats/ks-test';
export { kuiperTest } from '../stats/kuiper-test';
export { type MannWhitneyForm, mannWhitneyTest } from '../stats/mann-whitney-test';
export { adjustPValues, type TestCorrection } from '../stats/multiple-testing';
export { proportionTest } from '../stats/proportion-test';
export {
  interquartileRange,
  orderedQuantileBy,
  type QuantileMethod,
  quantileEdges,
  widthEdges,
} from '../stats/quantile';
export { describeSample, medianAbsoluteDeviation, type SampleShape } from '../stats/sample-shape';
export {
  bhattacharyyaCoefficient,
  entropy,
  hellingerDistance,
  jeffreysDivergence,
  jensenShannonDistance,
  populationStabilityIndex,
  relativeEntropy,
  totalVariation,
} from '../stats/share-distances';
export { bartlettTest, flignerTest, leveneTest, type SpreadCentre } from '../stats/spread-tests';
export { tTest } from '../stats/t-test';

export { adoptingPresent, adoptPresent, type Present, startOfLevel, type TimedValue } from './adopt-present';
export {
  type Backtest,
  type BacktestIncident,
  type BacktestJob,
  type BacktestPolicy,
  type BacktestReadings,
  backtest,
  backtestInSlices,
} from './backtest';
export { calibrate, minReferencePoints } from './calibrate';
export type {
  AchievedInterval,
  Calibration,
  CalibrationOptions,
  FalseAlarmEvery,
  SimulationStart,
} from './calibration';
export {
  type ChanceOfShift,
  type CommonHistogram,
  chanceOfShift,
  commonHistogram,
  type Difference,
  differenceOf,
  type SampleSummary,
  summarise,
} from './compare-samples';
export { createBehaviour, type DetectorBehaviour, learnsLevel } from './detector-behaviour';
export { type DetectorChoice, DetectorFactory, type DetectorProduct } from './detector-factory';
export {
  DetectorObserver,
  type DetectorObserverOptions,
  type Observation,
} from './detector-observer';
export { DetectorStrategy } from './detector-strategy';
export type { DriftEpisode, EpisodeEnd } from './drift-episode';
export type { Labels, MetricEvent, MetricObserver } from './metric-event';
export { MonitorHub, type MonitorHubOptions, type ObserverErrorHandler } from './monitor-hub';
export { power } from './power';
export type { CleanerWindow, QualityFinding, QualityKind, ReferenceQuality } from './quality-finding';
export { modelReference, type ReferenceModel, type ValueBounds } from './reference-model';
export { minEffective, referenceQuality } from './reference-quality';
export type { DriftDetected, RetrainJob, RetrainJobSink, RetrainReason } from './retrain-job';
export { RetrainQueue } from './retrain-queue';
export type { MinChange, RunRules } from './run-rules';
export { canonicalLabels, type SeriesIdentity, seriesKey } from './series-key';
export { checkPoints, type SeriesPoints, toSeriesPoints, typicalSpacingMs } from './series-points';
export type { Power, PowerOptions, Shift, ShiftPower } from './shift-power';
export type { StrategySnapshot, Successor, Transition } from './strategy-snapshot';
export { doInSlices, nextSlice, showPoints, sliceOperations, type Work } from './work-slices';
