import { elementAt } from './element-at';
import { plainMean } from './mean';
import { shrunk, slotEffects } from './slot-effects';

/** What is ordinary in each slot of a day or a week, relative to the level of the series. */
export type SeasonProfile = {
  /** Slots of the cycle; slot 0 of a week begins on Monday at midnight. */
  offsets: number[];
  /**
   * Change of the offset within a slot, from its beginning to its end; empty where slots hold one point each.
   */
  slopes: number[];
  /** Cycles it was learned from. */
  cycles: number;
};

/** Means of successive slots: absolute slot numbers (ascending, gaps allowed) and values. */
export interface SlotMeans {
  slots: readonly number[];
  values: ArrayLike<number>;
  slotsPerDay: number;
}

/** Slot numbers count from 1970-01-01, a Thursday; weeks begin on a Monday. */
const daysFromMonday = 3;
const believable = 1e-4;
const believableWeek = 1e-3;
const minShare = 0.02;
const outlierQuartiles = 5;
/** What lies far out at the same time on so many days or weeks, and on this share of them, is no outlier. */
const recurringDays = 3;
const recurringWeeks = 2;
const recurringShare = 0.75;
/**
 * Which days of the week may be alike, from Monday: each on its own, or the weekend against the rest,
 * Saturday and Sunday or Friday and Saturday.
 */
const dayKinds = [
  [0, 1, 2, 3, 4, 5, 6],
  [0, 0, 0, 0, 0, 1, 1],
  [0, 0, 0, 0, 1, 1, 0],
];

/** Place of an absolute slot number in a cycle of `cycle` slots; place 0 of a week begins on Monday. */
export function slotOfCycle(slot: number, cycle: number, slotsPerDay: number): number {
  const shifted = slot + daysFromMonday * slotsPerDay;
  return ((shifted % cycle) + cycle) % cycle;
}

/** A cycle, and how many values at the same place of it are enough to be no chance. */
type Recurrence = [cycle: number, least: number];

/** Which values lie beyond the limits together with most others at the same place of the day or of the week. */
function recurring({ slots, values, slotsPerDay }: SlotMeans, low: number, high: number): boolean[] {
  const sideOf = (value: number) => (value > high ? 1 : value < low ? -1 : 0);
  const recurs = new Array<boolean>(values.length).fill(false);
  const cycles: Recurrence[] = [
    [slotsPerDay, recurringDays],
    [7 * slotsPerDay, recurringWeeks],
  ];
  for (const [cycle, least] of cycles) {
    const places = slots.map((slot) => slotOfCycle(slot, cycle, slotsPerDay));
    const counts = new Array<number>(cycle).fill(0);
    const sides = new Array<number>(cycle).fill(0);
    for (const [index, place] of places.entries()) {
      counts[place] = (counts[place] as number) + 1;
      sides[place] = (sides[place] as number) + sideOf(values[index] as number);
    }
    for (const [index, place] of places.entries()) {
      const count = counts[place] as number;
      const side = sides[place] as number;
      const isUsual = count >= least && Math.abs(side) >= recurringShare * count;
      if (isUsual && sideOf(values[index] as number) === Math.sign(side)) recurs[index] = true;
    }
  }
  return recurs;
}

/**
 * The values with outliers clipped to a number of quartile distances beyond the quartiles, but for those that
 * come at the same time of most days or weeks. `null` where half of all values are equal: the rare others
 * would look like a pattern of their hours.
 */
function clipOutlying(means: SlotMeans): Float64Array | null {
  const { values } = means;
  const sorted = new Float64Array(values).sort();
  const low = elementAt(sorted, sorted.length >> 2);
  const high = elementAt(sorted, Math.floor(0.75 * sorted.length));
  if (!(high > low)) return null;
  const reach = outlierQuartiles * (high - low);
  const recurs = recurring(means, low - reach, high + reach);
  const clipped = new Float64Array(values);
  for (let index = 0; index < clipped.length; index += 1)
    if (!recurs[index])
      clipped[index] = Math.min(Math.max(values[index] as number, low - reach), high + reach);
  return clipped;
}

/**
 * Distance of every value from the mean of the cycle around it; at the ends from that of the first or last
 * cycle.
 */
function detrend(slots: readonly number[], values: ArrayLike<number>, cycle: number): Float64Array {
  const count = slots.length;
  const first = slots[0] as number;
  const last = slots[count - 1] as number;
  const result = new Float64Array(count);
  let from = 0;
  let to = 0;
  let sum = 0;
  for (let index = 0; index < count; index += 1) {
    const slot = slots[index] as number;
    const begin = Math.min(Math.max(slot - (cycle >> 1), first), Math.max(first, last - cycle + 1));
    while (to < count && (slots[to] as number) < begin + cycle) sum += values[to++] as number;
    while ((slots[from] as number) < begin) sum -= values[from++] as number;
    result[index] = (values[index] as number) - sum / (to - from);
  }
  return result;
}

/** Interpolates slots that were never seen between their neighbours. */
function fill(offsets: number[], counts: readonly number[]): void {
  const size = offsets.length;
  for (const [slot, count] of counts.entries()) {
    if (count > 0) continue;
    let back = 1;
    while (counts[(slot - back + size) % size] === 0) back += 1;
    let ahead = 1;
    while (counts[(slot + ahead) % size] === 0) ahead += 1;
    const before = elementAt(offsets, (slot - back + size) % size);
    const after = elementAt(offsets, (slot + ahead) % size);
    offsets[slot] = before + ((after - before) * back) / (back + ahead);
  }
}

/**
 * The slope of each slot: the smaller of the differences to its neighbours, 0 at a turning point or a jump
 * (minmod).
 */
function slopesOf(offsets: readonly number[]): number[] {
  const size = offsets.length;
  return offsets.map((offset, slot) => {
    const left = offset - elementAt(offsets, (slot - 1 + size) % size);
    const right = elementAt(offsets, (slot + 1) % size) - offset;
    if (left * right <= 0) return 0;
    const least = Math.min(Math.abs(left), Math.abs(right));
    const most = Math.max(Math.abs(left), Math.abs(right));
    // Beside a jump the smaller difference is still the slope; the jump itself has no neighbour with the same
    // difference.
    return most > 0 ? Math.sign(left) * least : 0;
  });
}

/**
 * The daily and weekly pattern of a series, or `null` where none can be distinguished from chance.
 *
 * Classical decomposition: values against the mean of the day (week) around them, averaged by slot, so that
 * neither a step nor a trend of the level disturbs it. Slots differ if an analysis of variance says so (a
 * chance below 1e-4, below 1e-3 for a week), corrected for the correlation of neighbouring slots; then each
 * mean is shrunk towards 0 as far as chance explains it. A week is searched for as effects of its days, and
 * then of the slots of each day.
 *
 * @param withSlopes whether slots hold several points, so that the course inside a slot matters.
 *
 * Cost O(n).
 */
export function seasonProfile(means: SlotMeans, withSlopes: boolean): SeasonProfile | null {
  const { slots, slotsPerDay } = means;
  const count = slots.length;
  if (count < 8) return null;
  const values = clipOutlying(means);
  if (values === null) return null;
  const span = elementAt(slots, count - 1) - elementAt(slots, 0) + 1;
  const days = span / slotsPerDay;
  const week = 7 * slotsPerDay;
  let day: number[] | null = null;
  let rest: ArrayLike<number> = values;
  if (slotsPerDay > 1 && days >= 1.9) {
    const places = slots.map((slot) => slotOfCycle(slot, slotsPerDay, slotsPerDay));
    const effects = slotEffects(
      detrend(slots, values, slotsPerDay),
      (index) => places[index] as number,
      slotsPerDay,
    );
    if (effects !== null && effects.chance < believable && effects.share > minShare) {
      day = shrunk(effects);
      fill(day, effects.counts);
      const own = day;
      rest = Float64Array.from(places, (place, index) => (values[index] as number) - (own[place] as number));
    }
  }
  const byWeek = days >= (slotsPerDay > 1 ? 13.5 : 21) ? weekly(slots, rest, slotsPerDay) : null;
  if (day === null && byWeek === null) return null;
  const cycle = byWeek === null ? slotsPerDay : week;
  const sums = Array.from(
    { length: cycle },
    (_, slot) => (byWeek?.[slot] ?? 0) + (day?.[slot % slotsPerDay] ?? 0),
  );
  const level = plainMean(sums);
  const offsets = sums.map((sum) => sum - level);
  return { offsets, slopes: withSlopes ? slopesOf(offsets) : [], cycles: days / (cycle / slotsPerDay) };
}

/** Offsets of the slots of a week beyond those of a day. */
function weekly(slots: readonly number[], values: ArrayLike<number>, slotsPerDay: number): number[] | null {
  const week = 7 * slotsPerDay;
  const flat = detrend(slots, values, week);
  // Whole days first.
  const days: { number: number; sum: number; count: number }[] = [];
  for (const [index, slot] of slots.entries()) {
    const number = Math.floor(slot / slotsPerDay);
    let day = days.at(-1);
    if (day?.number !== number) {
      day = { number, sum: 0, count: 0 };
      days.push(day);
    }
    day.sum += flat[index] as number;
    day.count += 1;
  }
  const usual = Math.max(...days.map(({ count }) => count));
  const whole = days.filter(({ count }) => count >= 0.6 * usual);
  const means = Float64Array.from(whole, ({ sum, count }) => sum / count);
  const dayOf = (number: number) => (((number + daysFromMonday) % 7) + 7) % 7;
  for (const kinds of dayKinds) {
    const count = Math.max(...kinds) + 1;
    const effects = slotEffects(
      means,
      (index) => kinds[dayOf(elementAt(whole, index).number)] as number,
      count,
    );
    if (effects === null || !(effects.chance < (slotsPerDay === 1 ? believable : believableWeek))) continue;
    const byKind = shrunk(effects);
    const kindOf = (place: number) => elementAt(kinds, Math.floor(place / slotsPerDay));
    const offsets = Array.from({ length: week }, (_, place) => elementAt(byKind, kindOf(place)));
    if (slotsPerDay === 1) return offsets;
    const places = slots.map((slot) => slotOfCycle(slot, week, slotsPerDay));
    const left = Float64Array.from(
      places,
      (place, index) => (flat[index] as number) - (offsets[place] as number),
    );
    const groupOf = (place: number) => kindOf(place) * slotsPerDay + (place % slotsPerDay);
    const bySlot = slotEffects(left, (index) => groupOf(places[index] as number), count * slotsPerDay);
    if (bySlot === null || !(bySlot.chance < believableWeek)) return offsets;
    const own = shrunk(bySlot);
    return offsets.map((offset, place) => offset + elementAt(own, groupOf(place)));
  }
  return null;
}

/** The offset at a time in local milliseconds since 1970. O(1). */
export function profileAt({ offsets, slopes }: SeasonProfile, localMs: number, slotMs: number): number {
  const position = localMs / slotMs;
  const slot = Math.floor(position);
  const place = slotOfCycle(slot, offsets.length, 86_400_000 / slotMs);
  const offset = offsets[place] as number;
  return slopes.length === 0 ? offset : offset + (slopes[place] as number) * (position - slot - 0.5);
}
