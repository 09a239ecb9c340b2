import { createTailSurprise, type TailSurprise, tailSurprise } from './tail-surprise';

/**
 * What a number has been so far: up to 100 remembered places, and how far new values usually lie from them.
 */
export type Novelty = {
  count: number;
  mean: number;
  meanDistance: number;
  places: number[];
  lastUsed: number[];
  placeCount: number;
  radius: number;
  tail: TailSurprise;
};

const capacity = 100;
const forgetting = 3000;
/** The radius within which a value counts as known adapts so that this share of values is new. */
const newShare = 0.03;
const radiusStep = 0.02;
const minDistance = 1e-3;
const settling = 20;
/**
 * A value moves mean and mean deviation no more than one at this many mean deviations would, so that an
 * outlier does not blind it.
 */
const maxStep = 8;
/** Distances are in mean deviations; beyond this they are all the same. */
const maxDistance = 1e12;

export function createNovelty(): Novelty {
  const numbers = { count: 0, mean: 0, meanDistance: 0, placeCount: 0, radius: 0 };
  return { ...numbers, places: [], lastUsed: [], tail: createTailSurprise() };
}

function nearestPlace({ places, placeCount }: Novelty, value: number): number {
  let nearest = -1;
  let smallest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < placeCount; at += 1) {
    const distance = Math.abs((places[at] as number) - value);
    if (distance < smallest) {
      smallest = distance;
      nearest = at;
    }
  }
  return nearest;
}

function remember(novelty: Novelty, value: number): void {
  let at = novelty.placeCount;
  if (at < capacity) novelty.placeCount += 1;
  else {
    at = 0;
    for (let other = 1; other < capacity; other += 1) {
      if ((novelty.lastUsed[other] as number) < (novelty.lastUsed[at] as number)) at = other;
    }
  }
  novelty.places[at] = value;
  novelty.lastUsed[at] = novelty.count;
}

/**
 * How new a value is: the distance to the nearest remembered place, in mean deviations, as -log10 of its
 * chance by the tail of such distances. What has been seen is no longer new, so a lasting change is reported
 * once. Then adds the value.
 *
 * @param value at most 1e301 in magnitude.
 * @param leastUnit the smallest deviation that is more than rounding.
 * @param warmUp values before the first result above 0.
 *
 * Cost: one pass over at most 100 places.
 */
export function noveltyOf(novelty: Novelty, value: number, leastUnit: number, warmUp: number): number {
  const weight = Math.max(1 / (novelty.count + 1), 1 / forgetting);
  const away = value - novelty.mean;
  const isFree = novelty.count < settling || novelty.meanDistance <= leastUnit;
  const size = isFree ? Math.abs(away) : Math.min(Math.abs(away), maxStep * novelty.meanDistance);
  if (novelty.count > 0) novelty.meanDistance += weight * (size - novelty.meanDistance);
  novelty.mean += weight * (away < 0 ? -size : size);
  novelty.count += 1;
  const nearest = nearestPlace(novelty, value);
  if (nearest < 0) {
    remember(novelty, value);
    return 0;
  }
  const place = novelty.places[nearest] as number;
  const unit = Math.max(novelty.meanDistance, leastUnit, 1e-300);
  const distance = Math.min(Math.abs(place - value) / unit, maxDistance);
  const surprise = novelty.count > settling ? tailSurprise(novelty.tail, distance, warmUp - settling) : 0;
  if (distance > novelty.radius) remember(novelty, value);
  else {
    novelty.lastUsed[nearest] = novelty.count;
    novelty.places[nearest] = place + 0.1 * (value - place);
  }
  const pull = distance > novelty.radius ? 1 - newShare : -newShare;
  novelty.radius += pull * radiusStep * Math.max(distance, novelty.radius, minDistance);
  return surprise;
}
