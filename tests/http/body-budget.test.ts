import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { BodyBudget, bodyBudget } from '@/lib/http/body-budget';
import { readJson } from '@/lib/http/server';

const full = expect.objectContaining({ code: 'LIMIT_EXCEEDED', retryable: true });
const thrownBy = (work: () => void) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
};

describe('the memory for bodies', () => {
  it('gives one sender half of it and several the whole, and is returned', () => {
    const budget = new BodyBudget(100_000);
    const [a, b, c] = [budget.open('192.0.2.1'), budget.open('192.0.2.2'), budget.open('192.0.2.3')];
    a.take(49_000);
    expect(thrownBy(() => a.take(1000))).toEqual(full);
    expect(thrownBy(() => budget.open('::ffff:192.0.2.1').take(1000))).toEqual(full);
    b.take(49_000);
    expect(thrownBy(() => c.take(2000))).toEqual(full);
    b.release(10_000);
    c.take(2000);
    for (const share of [a, b, c, c]) share.close();
    expect(budget.heldBytes).toBe(0);
  });

  it('counts the overhead of each chunk', () => {
    const budget = new BodyBudget(64_000);
    const share = budget.open('192.0.2.1');
    let chunks = 0;
    while (thrownBy(() => share.take(1)) === null) chunks += 1;
    expect(chunks).toBeLessThan(300);
  });

  it('is returned by a body of the API that is refused, broken or cut off', async () => {
    const bodies: Iterable<Uint8Array>[] = [
      ['{"a":', '1}'].map((text) => Buffer.from(text)),
      [Buffer.from([0xff])],
      (function* () {
        yield Buffer.from('{');
        throw new Error('the client went away');
      })(),
    ];
    for (const body of bodies) {
      const init = { method: 'POST', body: Readable.toWeb(Readable.from(body)), duplex: 'half' };
      await readJson(new Request('http://localhost/api/jobs', init as never)).catch(() => {});
      expect(bodyBudget().heldBytes).toBe(0);
    }
  });
});
