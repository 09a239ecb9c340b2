import { fisherSurvival } from './distributions';
import { plainMean } from './mean';

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
const clipSpreads = 3.5;
const minShare = 0.02;
const outlierQuartiles = 5;
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

/**
 * The values with outliers clipped to a number of quartile distances beyond the quartiles. `null` where half
 * of all values are equal: the rare others would look like a pattern of their hours.
 */
function clipOutlying(values: ArrayLike<number>): Float64Array | null {
  const sorted = Float64Array.from(values).sort();
  const low = sorted[sorted.length >> 2] as number;
  const high = sorted[Math.floor(0.75 * sorted.length)] as number;
  if (!(high > low)) return null;
  const reach = outlierQuartiles * (high - low);
  return Float64Array.from(values, (value) => Math.min(Math.max(value, low - reach), high + reach));
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

interface Effects {
  means: number[];
  counts: number[];
  ratio: number;
  chance: number;
  /** Share of the variance that the slots explain. */
  share: number;
}

/**
 * Clipped means of the groups, and whether they differ: a one-way analysis of variance that allows for
 * memory.
 */
function slotEffects(
  values: Float64Array,
  groupOf: (index: number) => number,
  groups: number,
): Effects | null {
  const means = new Array<number>(groups).fill(0);
  const counts = new Array<number>(groups).fill(0);
  for (let index = 0; index < values.length; index += 1) {
    const group = groupOf(index);
    counts[group] = (counts[group] as number) + 1;
    means[group] = (means[group] as number) + (values[index] as number);
  }
  for (let group = 0; group < groups; group += 1)
    means[group] = (means[group] as number) / Math.max(1, counts[group] as number);
  const seen = counts.filter((count) => count > 0).length;
  const freedom = values.length - seen;
  if (seen < 2 || freedom < 2) return null;
  let inside = 0;
  for (let pass = 0; pass < 2; pass += 1) {
    let distances = 0;
    for (let index = 0; index < values.length; index += 1)
      distances += Math.abs((values[index] as number) - (means[groupOf(index)] as number));
    const limit = (clipSpreads * 1.25 * distances) / freedom;
    const sums = new Array<number>(groups).fill(0);
    inside = 0;
    for (let index = 0; index < values.length; index += 1) {
      const group = groupOf(index);
      const mean = means[group] as number;
      const distance = Math.min(Math.max((values[index] as number) - mean, -limit), limit);
      sums[group] = (sums[group] as number) + mean + distance;
      inside += distance * distance;
    }
    for (let group = 0; group < groups; group += 1)
      if ((counts[group] as number) > 0) means[group] = (sums[group] as number) / (counts[group] as number);
  }
  let overall = 0;
  for (let group = 0; group < groups; group += 1)
    overall += (means[group] as number) * (counts[group] as number);
  overall /= values.length;
  let between = 0;
  for (let group = 0; group < groups; group += 1)
    if ((counts[group] as number) > 0) {
      means[group] = (means[group] as number) - overall;
      between += (counts[group] as number) * (means[group] as number) ** 2;
    }
  let cross = 0;
  let squares = 1e-300;
  let before = 0;
  for (let index = 0; index < values.length; index += 1) {
    const rest = (values[index] as number) - overall - (means[groupOf(index)] as number);
    cross += rest * before;
    squares += rest * rest;
    before = rest;
  }
  const correlation = Math.min(Math.max(cross / squares, 0), 0.95);
  const independent = Math.max(Math.min(2, seen - 1), ((seen - 1) * (1 - correlation)) / (1 + correlation));
  if (!(between > 0)) return null;
  const ratio = inside > 0 ? between / (seen - 1) / (inside / freedom) : Number.POSITIVE_INFINITY;
  const chance = ratio > 100 ? 0 : fisherSurvival(ratio, independent, freedom);
  return { means, counts, ratio, chance, share: between / (between + inside + 1e-300) };
}

/** Means shrunk towards 0 as far as chance explains them. */
function shrunk({ means, ratio }: Effects): number[] {
  const trust = Math.max(0, 1 - 1 / ratio);
  return means.map((mean) => mean * trust + 0);
}

/** Interpolates slots that were never seen between their neighbours. */
function fill(offsets: number[], counts: readonly number[]): void {
  const size = offsets.length;
  for (let slot = 0; slot < size; slot += 1) {
    if ((counts[slot] as number) > 0) continue;
    let back = 1;
    while (counts[(slot - back + size) % size] === 0) back += 1;
    let ahead = 1;
    while (counts[(slot + ahead) % size] === 0) ahead += 1;
    const before = offsets[(slot - back + size) % size] as number;
    const after = offsets[(slot + ahead) % size] as number;
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
    const left = offset - (offsets[(slot - 1 + size) % size] as number);
    const right = (offsets[(slot + 1) % size] as number) - offset;
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
export function seasonProfile(
  { slots, values: given, slotsPerDay }: SlotMeans,
  withSlopes: boolean,
): SeasonProfile | null {
  const count = slots.length;
  if (count < 8) return null;
  const values = clipOutlying(given);
  if (values === null) return null;
  const span = (slots[count - 1] as number) - (slots[0] as number) + 1;
  const days = span / slotsPerDay;
  const week = 7 * slotsPerDay;
  let day: number[] | null = null;
  let rest: ArrayLike<number> = values;
  if (slotsPerDay > 1 && days >= 1.9) {
    const effects = slotEffects(
      detrend(slots, values, slotsPerDay),
      (index) => slotOfCycle(slots[index] as number, slotsPerDay, slotsPerDay),
      slotsPerDay,
    );
    if (effects !== null && effects.chance < believable && effects.share > minShare) {
      day = shrunk(effects);
      fill(day, effects.counts);
      const own = day;
      rest = Float64Array.from(
        slots,
        (slot, index) =>
          (values[index] as number) - (own[slotOfCycle(slot, slotsPerDay, slotsPerDay)] as number),
      );
    }
  }
  const byWeek = days >= (slotsPerDay > 1 ? 13.5 : 21) ? weekly(slots, rest, slotsPerDay) : null;
  if (day === null && byWeek === null) return null;
  const cycle = byWeek === null ? slotsPerDay : week;
  const offsets = Array.from(
    { length: cycle },
    (_, slot) => (byWeek?.[slot] ?? 0) + (day?.[slot % slotsPerDay] ?? 0),
  );
  const mean = plainMean(offsets);
  for (let slot = 0; slot < cycle; slot += 1) offsets[slot] = (offsets[slot] as number) - mean;
  return { offsets, slopes: withSlopes ? slopesOf(offsets) : [], cycles: days / (cycle / slotsPerDay) };
}

/** Offsets of the slots of a week beyond those of a day. */
function weekly(slots: readonly number[], values: ArrayLike<number>, slotsPerDay: number): number[] | null {
  const week = 7 * slotsPerDay;
  const flat = detrend(slots, values, week);
  // Whole days first.
  const dayNumbers: number[] = [];
  const sums: number[] = [];
  const counts: number[] = [];
  for (let index = 0; index < slots.length; index += 1) {
    const number = Math.floor((slots[index] as number) / slotsPerDay);
    if (dayNumbers.at(-1) !== number) {
      dayNumbers.push(number);
      sums.push(0);
      counts.push(0);
    }
    const at = dayNumbers.length - 1;
    sums[at] = (sums[at] as number) + (flat[index] as number);
    counts[at] = (counts[at] as number) + 1;
  }
  const usual = Math.max(...counts);
  const whole = dayNumbers.flatMap((number, at) =>
    (counts[at] as number) >= 0.6 * usual
      ? [{ number, mean: (sums[at] as number) / (counts[at] as number) }]
      : [],
  );
  const dayOf = (number: number) => (((number + daysFromMonday) % 7) + 7) % 7;
  for (const kinds of dayKinds) {
    const count = Math.max(...kinds) + 1;
    const effects = slotEffects(
      Float64Array.from(whole, ({ mean }) => mean),
      (index) => kinds[dayOf((whole[index] as { number: number }).number)] as number,
      count,
    );
    if (effects === null || !(effects.chance < (slotsPerDay === 1 ? believable : believableWeek))) continue;
    const byKind = shrunk(effects);
    const offsets = Array.from(
      { length: week },
      (_, slot) => byKind[kinds[Math.floor(slot / slotsPerDay)] as number] as number,
    );
    if (slotsPerDay === 1) return offsets;
    const left = Float64Array.from(
      slots,
      (slot, index) => (flat[index] as number) - (offsets[slotOfCycle(slot, week, slotsPerDay)] as number),
    );
    const groupOf = (place: number) =>
      (kinds[Math.floor(place / slotsPerDay)] as number) * slotsPerDay + (place % slotsPerDay);
    const bySlot = slotEffects(
      left,
      (index) => groupOf(slotOfCycle(slots[index] as number, week, slotsPerDay)),
      count * slotsPerDay,
    );
    if (bySlot === null || !(bySlot.chance < believableWeek)) return offsets;
    const own = shrunk(bySlot);
    for (let place = 0; place < week; place += 1)
      offsets[place] = (offsets[place] as number) + (own[groupOf(place)] as number);
    return offsets;
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
