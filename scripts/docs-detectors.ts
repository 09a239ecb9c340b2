import { writeFileSync } from 'node:fs';
import { describeDetectors } from './describe-detectors';

writeFileSync('docs/detectors.md', describeDetectors());
