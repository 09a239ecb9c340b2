import { type SeasonProfile, slotOfCycle } from '../../stats/season-profile';
import { lastGrowth, relearn, spreadOf } from './regime';
import { dayMs, learnNoise, learnStillness, profileFrom } from './season-cells';
import type { AutoState } from './state';
import { localOf, toScale } from './working-scale';

/** The season of the slots since a change is better if it explains them this much better. */
const betterShare = 0.8;
/** Days in which a season may be found late. */
const youngDays = 30;
/** A season that differs by less than this share of the noise stays as it was. */
const noticeable = 0.25;

/** Variance of the slot means from an index on around a season. */
function misfitOf(state: AutoState, profile: SeasonProfile | null, from: number): number {
  const { slots, means, slotMs } = state.cells;
  const cycle = profile?.offsets.length ?? 1;
  const count = slots.length - from;
  let sum = 0;
  let squares = 0;
  for (let index = from; index < slots.length; index += 1) {
    const place = slotOfCycle(slots[index] as number, cycle, dayMs / slotMs);
    const residual = toScale(state, means[index] as number) - (profile?.offsets[place] ?? 0);
    sum += residual;
    squares += residual * residual;
  }
  return squares / count - (sum / count) ** 2;
}

/** The season of all slots, or of those since the last change if that has affected the season. */
function bestProfile(state: AutoState): SeasonProfile | null {
  const { cells, startMs } = state;
  const { slots, slotMs, shiftMs } = cells;
  const scale = (value: number) => toScale(state, value);
  const whole = profileFrom(cells, 0, scale);
  const startSlot = Math.floor((localOf(state, startMs) + shiftMs) / slotMs);
  const from = slots.findIndex((slot) => slot > startSlot);
  if (from <= 0 || (slots.length - from) * slotMs < 2 * dayMs) return whole;
  const young = profileFrom(cells, from, scale);
  // It explains the slots it was learned from, and the better the fewer there were.
  const optimism = young === null ? 1 : 1 + 2 / Math.max(young.cycles, 1);
  return optimism * misfitOf(state, young, from) < betterShare * misfitOf(state, whole, from) ? young : whole;
}

/**
 * Learns season and noise of the hours anew.
 * @returns whether the charts have to be made anew.
 */
export function learnSeason(state: AutoState): boolean {
  const { cells } = state;
  const { profile: before, noise, gain } = cells;
  cells.learnedAt = cells.closed;
  learnNoise(cells);
  const profile = bestProfile(state);
  cells.profile = profile;
  const { length: wasStill } = cells.stillPlaces;
  learnStillness(cells);
  cells.gain = 1;
  if (wasStill !== cells.stillPlaces.length) return true;
  if (gain !== 1 || (noise === null) !== (cells.noise === null)) return true;
  if (profile === null || before === null) return profile !== before;
  if (profile.offsets.length !== before.offsets.length) return true;
  const least = noticeable * spreadOf(state);
  if (profile.offsets.some((offset, slot) => Math.abs(offset - (before.offsets[slot] as number)) > least))
    return true;
  cells.profile = before;
  return false;
}

/**
 * Learns the season anew, and the charts if it differs; a new kind of season makes older scores incomparable.
 */
export function followSeason(state: AutoState): void {
  const cycleOf = () => state.cells.profile?.offsets.length ?? 0;
  const before = cycleOf();
  if (!learnSeason(state)) return;
  const { count } = state.location;
  const kept = Math.min(count, state.recent.values.length);
  const isOther = before !== cycleOf();
  relearn(state, kept, count > lastGrowth && !isOther);
  // Alarms while the season was not known say nothing about the level; later ones do.
  if (!isOther || state.seen * state.spacingMs > youngDays * dayMs) return;
  state.alarms = 0;
  state.instability = 0;
  state.isUnstable = false;
}
