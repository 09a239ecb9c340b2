const unreleased = '## [Unreleased]\n';

/**
 * Returns the changelog with the *Unreleased* entries moved to a version.
 *
 * @param {string} text of CHANGELOG.md
 * @param {string} version such as `1.2.0`
 * @param {string} date such as `2026-01-31`
 * @throws {Error} if there is no such heading, or no entry under it
 */
export function releaseChangelog(text, version, date) {
  const [before, after] = text.split(unreleased);
  if (before === undefined || after === undefined) {
    throw new Error('CHANGELOG.md has no heading “## [Unreleased]”');
  }
  const [entries = ''] = after.split('\n## ');
  if (!entries.includes('\n- ')) {
    throw new Error('CHANGELOG.md has no entries under Unreleased; add the changes of this version');
  }
  return `${before}${unreleased}\n## [${version}] - ${date}\n${after}`;
}
