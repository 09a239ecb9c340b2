/**
 * Finds out whether a series repeats itself by the hour of the day or of the week, and predicts it if so.
 *
 * What it does. Two candidates run beside each other, a day of 24 and a week of 168 hourly knots (UTC); between knots the
 * prediction is a straight line, so five-minute data has a smooth day. Every knot is a small Kalman filter: the first
 * visit sets it, later ones refine it, and it never stops following altogether (a memory of some 16 cycles). Each
 * candidate is judged only by points it predicted before seeing them. At the end of a cycle it is adopted when its
 * squared errors are well below those around the mean of the same points (and the week's below the day's): the prequential
 * principle of Dawid, "Present position and potential developments", JRSS A 147 (1984). A calm series so never gets a
 * season by overfitting; a daily one gets it after two days.
 *
 * `factor` is the variance of a prediction error in units of the noise: 1 plus the uncertainty of the knots. Dividing by
 * its root makes the residuals of a young and an old season alike. Gaps and equal times are nothing special: the knot
 * goes by the clock. A period that is neither a day nor a week is not found.
 *
 * Cost O(1) per point. State: 2 x 192 numbers.
 */
export type SeasonCandidate = {
  knots: number[];
  /** Variance of each knot, in units of the noise; 0 for one of which nothing is known. */
  variances: number[];
  cycle: number;
  /** Points in the cycle under way, and in the last complete one. */
  cyclePoints: number;
  lastCyclePoints: number;
  /** Points that could be predicted, and their squared errors by the candidate and by the day's candidate. */
  tested: number;
  error: number;
  dayError: number;
  /** Sum of their distances from the origin, and of the squares of these. */
  plainSum: number;
  plainSquares: number;
};

export type SeasonTracker = {
  day: SeasonCandidate;
  week: SeasonCandidate;
  /** Knots of the adopted season: 0 none, 24 a day, 168 a week. */
  adopted: number;
  /** The first value: squares of what lies far from 0 would lose the noise. */
  origin: number | null;
};

const hourMs = 3_600_000;
/** 1970 began on a Thursday; weeks here begin on a Monday. */
const hoursFromMonday = 72;
const dayKnots = 24;
const weekKnots = 168;
/** What a knot counts as that nothing is known of. */
const unknownVariance = 1e4;
/** Variances are kept to so many parts, which is finer than the least of them and short as JSON. */
const varianceParts = 1e6;
/** A knot that has been visited knows at least as much as one point. */
const visitedVariance = 1.01;
/** A season has to take a fifth off the squared errors: less is not worth its uncertainty. */
const adoptBelow = 0.8;
const memoryCycles = 16;
const roundingShare = 1e-9;

function freshCandidate(knotCount: number): SeasonCandidate {
  return {
    knots: new Array<number>(knotCount).fill(0),
    variances: new Array<number>(knotCount).fill(0),
    cycle: Number.MIN_SAFE_INTEGER,
    cyclePoints: 0,
    lastCyclePoints: 0,
    tested: 0,
    error: 0,
    dayError: 0,
    plainSum: 0,
    plainSquares: 0,
  };
}

export function freshSeasonTracker(): SeasonTracker {
  return { day: freshCandidate(dayKnots), week: freshCandidate(weekKnots), adopted: 0, origin: null };
}

/** What `predictSeason` found for the point; one object, reused, so that a point costs no allocation. */
const prediction = { value: 0, factor: 1, known: false };

function predict({ knots, variances }: SeasonCandidate, tsMs: number): typeof prediction {
  const count = knots.length;
  const hours = tsMs / hourMs + hoursFromMonday;
  const whole = Math.floor(hours);
  const share = hours - whole;
  const from = ((whole % count) + count) % count;
  const to = from + 1 === count ? 0 : from + 1;
  const fromVariance = variances[from] || unknownVariance;
  const toVariance = variances[to] || unknownVariance;
  const rest = 1 - share;
  prediction.value = rest * (knots[from] as number) + share * (knots[to] as number);
  prediction.factor = 1 + rest * rest * fromVariance + share * share * toVariance;
  prediction.known =
    (rest === 0 || fromVariance < visitedVariance) && (share === 0 || toVariance < visitedVariance);
  return prediction;
}

/** The adopted season's prediction of the value at this time, or `plain` where there is none or it knows too little. */
export function predictSeason(tracker: SeasonTracker, tsMs: number, plain: number): typeof prediction {
  if (tracker.adopted !== 0) predict(tracker.adopted === dayKnots ? tracker.day : tracker.week, tsMs);
  if (tracker.adopted === 0 || !prediction.known) {
    prediction.value = plain;
    prediction.factor = 1;
  }
  return prediction;
}

function follow(candidate: SeasonCandidate, tsMs: number, innovation: number, factor: number): void {
  const { knots, variances } = candidate;
  const count = knots.length;
  const hours = tsMs / hourMs + hoursFromMonday;
  const whole = Math.floor(hours);
  const share = hours - whole;
  const from = ((whole % count) + count) % count;
  const to = from + 1 === count ? 0 : from + 1;
  const points = candidate.lastCyclePoints;
  const floor = points === 0 ? 0 : count / (memoryCycles * points);
  moveKnot(knots, variances, from, 1 - share, innovation / factor, factor, floor);
  moveKnot(knots, variances, to, share, innovation / factor, factor, floor);
}

function moveKnot(
  knots: number[],
  variances: number[],
  index: number,
  weight: number,
  scaled: number,
  factor: number,
  floor: number,
): void {
  if (weight === 0) return;
  const variance = variances[index] || unknownVariance;
  const gain = variance * weight;
  knots[index] = (knots[index] as number) + gain * scaled;
  const left = Math.max(variance - (gain * gain) / factor, floor);
  variances[index] = Math.max(Math.round(left * varianceParts), 1) / varianceParts;
}

/** Whether a new cycle has begun with this point; counts the points of the old one. */
function turns(candidate: SeasonCandidate, tsMs: number): boolean {
  const cycle = Math.floor((tsMs / hourMs + hoursFromMonday) / candidate.knots.length);
  candidate.cyclePoints += 1;
  if (cycle === candidate.cycle) return false;
  candidate.cycle = cycle;
  candidate.lastCyclePoints = Math.max(candidate.cyclePoints - 1, 1);
  candidate.cyclePoints = 1;
  return true;
}

/** Old errors count half after every cycle, so that a season which begins or ends is noticed. */
function forget(candidate: SeasonCandidate): void {
  candidate.tested *= 0.5;
  candidate.error *= 0.5;
  candidate.dayError *= 0.5;
  candidate.plainSum *= 0.5;
  candidate.plainSquares *= 0.5;
}

/** The plain level of these very points is the rival: of a heavy tail it is far from the one learned once. */
function proves({ tested, lastCyclePoints, error, plainSum, plainSquares, knots }: SeasonCandidate): boolean {
  if (tested < Math.max(lastCyclePoints * 0.9, knots.length / 2)) return false;
  const around = plainSquares - (plainSum * plainSum) / tested;
  // Of points that are all the same rounding is left.
  return around > roundingShare * plainSquares && error < adoptBelow * around;
}

/**
 * Takes in one value; `limit` is the largest distance from a prediction that is believed: an outlier moves a knot no
 * further. Returns whether another season was adopted with this point.
 */
export function followSeason(tracker: SeasonTracker, value: number, tsMs: number, limit: number): boolean {
  tracker.origin ??= value;
  const { day, week, origin } = tracker;
  const dayTurns = turns(day, tsMs);
  const weekTurns = turns(week, tsMs);
  let adopted = tracker.adopted;
  if (dayTurns && adopted === 0 && proves(day)) adopted = dayKnots;
  if (weekTurns && adopted !== weekKnots && proves(week) && week.error < adoptBelow * week.dayError) {
    adopted = weekKnots;
  }
  if (dayTurns) forget(day);
  if (weekTurns) forget(week);

  const dayInnovation = learnPoint(day, value, tsMs, origin, limit);
  const before = week.tested;
  learnPoint(week, value, tsMs, origin, limit);
  if (week.tested !== before) week.dayError += dayInnovation * dayInnovation;
  if (adopted === tracker.adopted) return false;
  tracker.adopted = adopted;
  return true;
}

/** Judges the candidate by the point, then teaches it; returns its error. */
function learnPoint(
  candidate: SeasonCandidate,
  value: number,
  tsMs: number,
  origin: number,
  limit: number,
): number {
  const { value: predicted, factor, known } = predict(candidate, tsMs);
  const innovation = value - predicted;
  if (known) {
    candidate.tested += 1;
    candidate.error += innovation * innovation;
    candidate.plainSum += value - origin;
    candidate.plainSquares += (value - origin) ** 2;
    follow(candidate, tsMs, Math.min(Math.max(innovation, -limit), limit), factor);
  } else {
    follow(candidate, tsMs, innovation, factor);
  }
  return innovation;
}

/** After a change the season may have another size: every knot counts as if it had seen half a cycle only. */
export function doubtSeason({ day, week }: SeasonTracker): void {
  for (const { variances, lastCyclePoints, knots } of [day, week]) {
    const doubt = Math.min(1, (2 * knots.length) / Math.max(lastCyclePoints, 1));
    for (let index = 0; index < variances.length; index += 1) {
      const variance = variances[index] as number;
      if (variance > 0) variances[index] = Math.max(variance, doubt);
    }
  }
}

/** Points in a cycle of the adopted season; 0 without one. */
export function pointsPerCycle({ adopted, day, week }: SeasonTracker): number {
  if (adopted === 0) return 0;
  return adopted === dayKnots ? day.lastCyclePoints : week.lastCyclePoints;
}
