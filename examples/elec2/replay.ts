import { features } from './features';
import { type LogisticModel, predictProbability, trainLogisticRegression } from './logistic-regression';
import type { HalfHour } from './read-half-hours';
import { fitStandardiser, type Standardiser, standardise } from './standardiser';

export const halfHoursPerDay = 48;
/** The model is trained on days 0 to 119 (7 May to 3 September 1996) and never again. */
export const trainingDays = 120;

export interface PriceModel {
  standardiser: Standardiser;
  classifier: LogisticModel;
}

/** The quality of the model on one day. */
export interface DailyMetrics {
  /** Day 0 is 7 May 1996. */
  day: number;
  /** The last half-hour of the day, 23:30, when its 48th prediction is complete. */
  ts: string;
  accuracy: number;
  log_loss: number;
  /** Share of the half-hours for which the model predicted "up". */
  positive_rate: number;
}

/** Trains on exactly the given half-hours. */
export function trainPriceModel(halfHours: readonly HalfHour[]): PriceModel {
  const rows = halfHours.map(features);
  const standardiser = fitStandardiser(rows);
  const labels = halfHours.map((halfHour) => halfHour.priceUp);
  const classifier = trainLogisticRegression(
    rows.map((row) => standardise(standardiser, row)),
    labels,
  );
  return { standardiser, classifier };
}

/** Keeps the log-loss of a confident miss finite. */
const minProbability = 1e-15;

/** Compares the predictions of the model for some half-hours with what happened. */
export function score({ standardiser, classifier }: PriceModel, halfHours: readonly HalfHour[]) {
  let correct = 0;
  let loss = 0;
  let positive = 0;
  for (const halfHour of halfHours) {
    const up = predictProbability(classifier, standardise(standardiser, features(halfHour)));
    const predicted = up > 0.5 ? 1 : 0;
    positive += predicted;
    if (predicted === halfHour.priceUp) correct++;
    loss -= Math.log(Math.max(halfHour.priceUp === 1 ? up : 1 - up, minProbability));
  }
  const count = halfHours.length;
  return { accuracy: correct / count, log_loss: loss / count, positive_rate: positive / count };
}

/** Trains on the first 120 days and replays all others, one day at a time, as production would. */
export function replay(halfHours: readonly HalfHour[]): DailyMetrics[] {
  const model = trainPriceModel(halfHours.slice(0, trainingDays * halfHoursPerDay));
  const days: DailyMetrics[] = [];
  for (let day = trainingDays; (day + 1) * halfHoursPerDay <= halfHours.length; day++) {
    const today = halfHours.slice(day * halfHoursPerDay, (day + 1) * halfHoursPerDay);
    days.push({ day, ts: today.at(-1)?.timestamp ?? '', ...score(model, today) });
  }
  return days;
}
