import { parseArgs } from 'node:util';
import { benchCore } from '../benchmarks/core';

const { values } = parseArgs({ options: { method: { type: 'string' } } });
benchCore(values.method);
