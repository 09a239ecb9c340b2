const unreleased = '## [Unreleased]\n';

/**
 * The changelog with what stands under *Unreleased* moved to a version, and nothing under *Unreleased*.
 *
 * @param {string} text of CHANGELOG.md.
 * @param {string} version such as `1.2.0`.
 * @param {string} date such as `2026-01-31`.
 * @throws {Error} when there is no such heading, or nothing under it.
 */
export function releaseChangelog(text, version, date) {
  const [before, after] = text.split(unreleased);
  if (before === undefined || after === undefined) {
    throw new Error('CHANGELOG.md has no heading “## [Unreleased]”');
  }
  const [entries = ''] = after.split('\n## ');
  if (!entries.includes('\n- ')) {
    throw new Error('CHANGELOG.md has nothing under Unreleased; write what this version changes');
  }
  return `${before}${unreleased}\n## [${version}] - ${date}\n${after}`;
}
