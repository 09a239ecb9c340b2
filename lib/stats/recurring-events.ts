/** An event of the last days: its first and last point by local clocks, and its largest strength. */
type PastEvent = { fromMs: number; toMs: number; strength: number; isUsual: boolean };

/** The events of about a week, oldest first, and whether the last point belongs to one. */
export type RecurringEvents = { events: PastEvent[]; isUnderWay: boolean };

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** An event comes at its time if it is no further from it than this. */
const toleranceMs = 1_800_000;
/** An event is alike if it has this share of the strength. */
const alike = 0.9;
/** What came on so many of the last days comes every day. */
const recentDays = 3;
const habitDays = 2;
/**
 * With more events in a week that did not come at their time, it is chance that one came at the time of
 * another: one a day for weekly habits, for which one earlier event is enough, and three a day for daily ones.
 */
const mostForWeekly = 7;
const mostForDaily = 21;
const capacity = 64;

export function createRecurringEvents(): RecurringEvents {
  return { events: [], isUnderWay: false };
}

/**
 * Whether an event comes at its usual time, such as a nightly job: one at least nine tenths as strong was
 * there a week before, or on two of the last three days. O(events kept). Our own.
 *
 * @param localMs time of the event by the clocks that habits follow.
 * @param strength of the event, on any scale on which 0 is nothing.
 * @param least the strength from which a point is an event.
 */
export function isHabit(
  { events }: RecurringEvents,
  localMs: number,
  strength: number,
  least: number,
): boolean {
  const bar = Math.max(least, alike * strength);
  const wasThere = (agoMs: number) =>
    events.some(
      (event) =>
        event.strength > bar &&
        localMs - agoMs >= event.fromMs - toleranceMs &&
        localMs - agoMs <= event.toMs + toleranceMs,
    );
  const unusual = events.filter((event) => !event.isUsual).length;
  if (unusual <= mostForWeekly && wasThere(weekMs)) return true;
  let days = 0;
  for (let day = 1; day <= recentDays; day += 1) days += wasThere(day * dayMs) ? 1 : 0;
  return unusual <= mostForDaily && days >= habitDays;
}

/**
 * Adds a point, whether anybody was told about it or not. O(events kept) where an event begins, otherwise
 * O(1). State: at most 64 events of four numbers.
 */
export function addToEvents(
  recurring: RecurringEvents,
  localMs: number,
  strength: number,
  least: number,
): void {
  const { events, isUnderWay } = recurring;
  recurring.isUnderWay = strength > least;
  if (strength <= least) return;
  const last = events.at(-1);
  if (last !== undefined && (isUnderWay || localMs - last.toMs <= toleranceMs)) {
    last.toMs = Math.max(last.toMs, localMs);
    last.strength = Math.max(last.strength, strength);
    return;
  }
  const isUsual = isHabit(recurring, localMs, strength, least);
  while (events.length >= capacity || (events[0]?.toMs ?? localMs) < localMs - weekMs - toleranceMs)
    events.shift();
  events.push({ fromMs: localMs, toMs: localMs, strength, isUsual });
}
