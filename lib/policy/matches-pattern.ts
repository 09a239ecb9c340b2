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
