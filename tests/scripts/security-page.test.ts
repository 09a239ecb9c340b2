import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync('docs/security.md', 'utf8');

/** The requirements of level 1 of OWASP ASVS 5.0.0, from its docs_en/…_en.csv. */
const levelOne =
  `1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1
  3.4.2 3.5.1 3.5.2 3.5.3 4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7
  6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2 8.3.1 9.1.1 9.1.2 9.1.3
  9.2.1 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 11.3.1 11.3.2 11.4.1 12.1.1 12.2.1 12.2.2 13.4.1 14.2.1 14.3.1
  15.1.1 15.2.1 15.3.1`.split(/\s+/);

test('every file and test that the page names exists', () => {
  const named =
    page.match(/(?<=`)\.?(?:app|components|docs|examples|lib|prisma|scripts|tests)\/[^`]*(?=`)/g) ?? [];
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((file) => !existsSync(file))).toEqual([]);
});

test('each requirement of level 1 is there once: met, partly, not, or not applicable', () => {
  const [, tableAndRest = ''] = page.split('\n## OWASP ASVS 5.0, level 1\n');
  const rows = tableAndRest.split('\n').flatMap((line) => {
    const [, inTable] = /^\| ([\d., ]+) \| .+ \| (?:yes|partly|no) \| .+ \|$/.exec(line) ?? [];
    const [, inList] = /^- ([\d., ]+): \S/.exec(line) ?? [];
    return (inTable ?? inList)?.split(', ') ?? [];
  });
  expect(rows.toSorted()).toEqual(levelOne.toSorted());
});
