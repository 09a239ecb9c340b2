import { readFileSync, writeFileSync } from 'node:fs';
import { releaseChangelog } from './release/release-changelog.mjs';

// `npm version` runs this after package.json has the new version.
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const today = new Date().toISOString().slice(0, 10);
writeFileSync('CHANGELOG.md', releaseChangelog(readFileSync('CHANGELOG.md', 'utf8'), version, today));
