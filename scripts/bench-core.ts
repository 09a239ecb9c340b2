import { parseArgs } from 'node:util';
import { benchCore, measureMethod } from '../benchmarks/core';

const { values } = parseArgs({ options: { method: { type: 'string' }, measure: { type: 'string' } } });
// The second form starts the first one for every method.
if (values.measure !== undefined) process.stdout.write(JSON.stringify(measureMethod(values.measure)));
else benchCore(values.method);
