/** How often and how far a score stands out, in counts that fade over about 10,000 points. */
export type NewsRate = { blocks: number; peaks: number; excess: number; current: number; inBlock: number };

const blockPoints = 40;
/** Scores beyond this are peaks. */
const floor = 2;
const fade = 1 - 1 / 250;
/** A peak counts as at most this. */
const highest = 10;
/** What calm series of many kinds have on average, as if this many peaks had been seen. */
const priorPeaks = 20;
const priorBlocks = 100;
const priorScale = 1.7;

export const createNewsRate = (): NewsRate => ({ blocks: 0, peaks: 0, excess: 0, current: 0, inBlock: 0 });

/** Adds a score. O(1). */
export function addNews(rate: NewsRate, score: number): void {
  rate.current = Math.max(rate.current, Math.min(score, highest));
  rate.inBlock += 1;
  if (rate.inBlock < blockPoints) return;
  rate.blocks = rate.blocks * fade + 1;
  rate.peaks *= fade;
  rate.excess *= fade;
  if (rate.current > floor) {
    rate.peaks += 1;
    rate.excess += rate.current - floor;
  }
  rate.current = 0;
  rate.inBlock = 0;
}

/**
 * `-log10` of the false alarms per point of a threshold at `score`: an exponential tail of the peaks of
 * blocks of 40 points, shrunk towards that of calm series. For a score that gets used to what it has seen, so
 * no peaks are left out. O(1). Our own.
 */
export function newsStrength({ blocks, peaks, excess }: NewsRate, score: number): number {
  const rate = (peaks + priorPeaks) / (blocks + priorBlocks) / blockPoints;
  const scale = (excess + priorPeaks * priorScale) / (peaks + priorPeaks);
  const atFloor = -Math.log10(rate);
  if (score <= floor) return (atFloor * score) / floor;
  return atFloor + (score - floor) / scale / Math.LN10;
}
