import { readFileSync } from 'node:fs';
import path from 'node:path';
import { judgeLicense } from './licenses/judge-license.mjs';
import { productionPackages } from './licenses/production-packages.mjs';
import { projectRoot } from './prepare/project-root.mjs';

const lock = JSON.parse(readFileSync(path.join(projectRoot, 'package-lock.json'), 'utf8'));
const judged = productionPackages(lock.packages).map((one) => ({ ...one, verdict: judgeLicense(one) }));

for (const { name, version, license, verdict } of judged) {
  const note = typeof verdict === 'string' ? '' : ` (${verdict.reason})`;
  console.log(`${license ?? 'no licence'}\t${name}@${version}${note}`);
}
const refused = judged.filter(({ verdict }) => verdict === 'refused');
for (const { name, version, license } of refused) {
  console.error(
    `${name}@${version} has ${license ?? 'no licence'}, which is not known to be permissive: replace it, ` +
      'or add it to scripts/licenses/judge-license.mjs with a reason',
  );
}
console.log(`${judged.length} packages, ${refused.length} refused`);
process.exit(refused.length === 0 ? 0 : 1);
