import { describe, expect, test } from 'vitest';
import { Readiness } from '@/lib/operations/readiness';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('readiness', () => {
  test('is reported if every check is fine, and otherwise names the failed ones', async () => {
    expect(await new Readiness({ a: () => null, b: async () => null }).report()).toEqual({
      status: 'ready',
      checks: { a: 'ok', b: 'ok' },
    });
    const broken = () => {
      throw new Error('secret');
    };
    expect(await new Readiness({ a: () => null, b: () => 'full', c: broken }).report()).toEqual({
      status: 'unavailable',
      checks: { a: 'ok', b: 'full', c: 'failed' },
    });
  });

  test('costs one check per second, however many ask', async () => {
    let nowMs = 0;
    let looks = 0;
    const look = () => {
      looks += 1;
      return null;
    };
    const readiness = new Readiness({ a: look }, () => nowMs);
    const askOften = () => Promise.all(Array.from({ length: 1000 }, () => readiness.report()));
    await askOften();
    nowMs = 999;
    await askOften();
    expect(looks).toBe(1);
    nowMs = 1000;
    await askOften();
    expect(looks).toBe(2);
  });

  test('does not check again while a check is running, however long it takes', async () => {
    let nowMs = 0;
    let looks = 0;
    let end: (word: string) => void = () => {};
    const slow = () => {
      looks++;
      return new Promise<string>((resolve) => {
        end = resolve;
      });
    };
    const readiness = new Readiness({ a: slow }, () => nowMs);
    const first = readiness.report();
    nowMs = 60_000;
    const second = readiness.report();
    await settled();
    expect(looks).toBe(1);
    end('unreachable');
    expect(await second).toBe(await first);
  });
});
