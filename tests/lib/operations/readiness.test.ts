import { describe, expect, test } from 'vitest';
import { Readiness } from '@/lib/operations/readiness';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('readiness', () => {
  test('is there when every check is fine, and names what is not', async () => {
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

  test('costs one look a second, however many ask', async () => {
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

  test('does not look again while a look has not ended, however long that takes', async () => {
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
