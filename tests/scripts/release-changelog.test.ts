import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { releaseChangelog } from '../../scripts/release/release-changelog.mjs';

const older = '## [0.1.0] - 2026-01-01\n\n- Old.\n';

test('a release moves the unreleased entries under its version, above the older ones', () => {
  const text = `# Changelog\n\n## [Unreleased]\n\n### Added\n\n- New.\n\n${older}`;
  expect(releaseChangelog(text, '0.2.0', '2026-01-31')).toBe(
    `# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-01-31\n\n### Added\n\n- New.\n\n${older}`,
  );
});

test('a release without entries is refused', () => {
  expect(() => releaseChangelog(`## [Unreleased]\n\n${older}`, '0.2.0', '2026-01-31')).toThrow(
    'no entries under',
  );
  expect(() => releaseChangelog(older, '0.2.0', '2026-01-31')).toThrow('no heading');
});

test('the changelog of this repository has its heading for unreleased entries', () => {
  expect(readFileSync('CHANGELOG.md', 'utf8').split('## [Unreleased]\n')).toHaveLength(2);
});
