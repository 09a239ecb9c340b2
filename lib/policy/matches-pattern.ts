/**
 * Returns whether a name matches a glob: `*` matches any number of characters (also none, also slashes), `?`
 * exactly one, and every other character itself. Case matters. Takes at most pattern × name steps, so that no
 * pattern can hang the server as a regular expression could.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let resumeAt = 0;
  while (at < name.length) {
    const wanted = pattern[inPattern];
    if (wanted === '*') {
      star = inPattern++;
      resumeAt = at;
    } else if (wanted === '?' || wanted === name[at]) {
      inPattern++;
      at++;
    } else if (star >= 0) {
      // Extend the last star by one character and continue after it.
      inPattern = star + 1;
      at = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}

/**
 * Returns whether some name matches both of two globs. Takes at most as many steps as the product of their
 * lengths.
 */
export function patternsMeet(one: string, other: string): boolean {
  // Whether the rest of `one` from a place on meets the rest of `other`, for one place after the other.
  let meets = Array.from({ length: other.length + 1 }, (_, at) => /^\**$/.test(other.slice(at)));
  for (let inOne = one.length - 1; inOne >= 0; inOne -= 1) {
    const next: boolean[] = new Array(other.length + 1).fill(false);
    for (let inOther = other.length; inOther >= 0; inOther -= 1) {
      const [a, b] = [one[inOne], other[inOther]];
      if (a === '*')
        next[inOther] = meets[inOther] === true || (b !== undefined && next[inOther + 1] === true);
      else if (b === '*') next[inOther] = next[inOther + 1] === true || meets[inOther] === true;
      else
        next[inOther] = b !== undefined && (a === b || a === '?' || b === '?') && meets[inOther + 1] === true;
    }
    meets = next;
  }
  return meets[0] === true;
}
