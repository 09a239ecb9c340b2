import { exitOnFailure } from './prepare/exit-on-failure.mjs';
import { prepareBuild } from './prepare/prepare.mjs';
import { requireNode } from './prepare/require-node.mjs';

requireNode();
await exitOnFailure(prepareBuild);
