/**
 * Uniform numbers in [0, 1) that are the same for the same seed, on every machine.
 *
 * A small fast counter generator of 128 bits (sfc32): it passes PractRand far beyond what a simulation here
 * draws, and its period is at least 2^32. Not for secrets. The numbers have 32 random bits.
 *
 * @param seed any text; streams of different seeds are independent for every practical purpose.
 *
 * Cost O(1), a few nanoseconds. Reference: Chris Doty-Humphrey, PractRand (public domain).
 */
export function seededRandom(seed: string): () => number {
  // FNV-1a spreads the text over the four words; the first draws are discarded to mix them.
  let hash = 2166136261;
  const word = (salt: number) => {
    hash = Math.imul(hash ^ salt, 16777619);
    for (let index = 0; index < seed.length; index += 1)
      hash = Math.imul(hash ^ seed.charCodeAt(index), 16777619);
    hash ^= hash >>> 15;
    return hash | 0;
  };
  let [a, b, c] = [word(1), word(2), word(3)];
  let counter = word(4);
  const next = () => {
    const mixed = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + mixed;
    c |= 0;
    return (mixed >>> 0) / 2 ** 32;
  };
  for (let index = 0; index < 20; index += 1) next();
  return next;
}
