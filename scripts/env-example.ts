import { readFileSync, writeFileSync } from 'node:fs';
import { describeSettings } from './describe-settings';

writeFileSync('.env.example', describeSettings(readFileSync('lib/env.ts', 'utf8')));
