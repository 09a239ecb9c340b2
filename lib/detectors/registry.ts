import { DriftwatchError } from '../errors';
import { adwin } from './adwin';
import { andersonDarling } from './anderson-darling';
import { anomaly } from './anomaly';
import { auto } from './auto';
import { bocpd } from './bocpd';
import { cramerVonMises } from './cramer-von-mises';
import { cusum } from './cusum';
import { ddm } from './ddm';
import { ecddWt } from './ecdd-wt';
import { eddm } from './eddm';
import { energy } from './energy';
import { ewma } from './ewma';
import { geometricMovingAverage } from './geometric-moving-average';
import { hddmA } from './hddm-a';
import { hddmW } from './hddm-w';
import { hellinger } from './hellinger';
import { jensenShannon } from './jensen-shannon';
import { ks } from './ks';
import { kswin } from './kswin';
import { levene } from './levene';
import { mannWhitney } from './mann-whitney';
import { meanDelta } from './mean-delta';
import { mmd } from './mmd';
import { pageHinkley } from './page-hinkley';
import { psi } from './psi';
import { rateOfChange } from './rate-of-change';
import { rddm } from './rddm';
import { staticThreshold } from './static-threshold';
import { stepd } from './stepd';
import type { DetectorMethod } from './types';
import { wasserstein } from './wasserstein';
import { welch } from './welch';
import { zScore } from './z-score';

/** Every detection method, in the order of forms. A new method is one line here. */
export const methods: readonly DetectorMethod[] = [
  auto,
  anomaly,
  cusum,
  pageHinkley,
  geometricMovingAverage,
  zScore,
  ewma,
  rateOfChange,
  meanDelta,
  staticThreshold,
  adwin,
  kswin,
  bocpd,
  ddm,
  eddm,
  rddm,
  hddmA,
  hddmW,
  stepd,
  ecddWt,
  ks,
  psi,
  wasserstein,
  jensenShannon,
  hellinger,
  cramerVonMises,
  andersonDarling,
  mannWhitney,
  welch,
  levene,
  energy,
  mmd,
];

const methodById = new Map(methods.map((method) => [method.method, method]));

/**
 * The method with this id.
 * @throws INVALID_INPUT that lists the known ids.
 */
export function getMethod(id: string): DetectorMethod {
  const method = methodById.get(id);
  if (method !== undefined) return method;
  const message = `must be one of ${[...methodById.keys()].join(', ')}, got ${JSON.stringify(id)}`;
  throw new DriftwatchError('INVALID_INPUT', `detection method ${message}`, {
    errors: [{ field: 'method', message }],
  });
}
