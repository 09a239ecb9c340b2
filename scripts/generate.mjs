import { exitOnFailure } from './prepare/exit-on-failure.mjs';
import { prepareSources } from './prepare/prepare.mjs';
import { requireNode } from './prepare/require-node.mjs';

requireNode();
await exitOnFailure(prepareSources);
