import { expect, test, vi } from 'vitest';

const load = async () => {
  vi.resetModules();
  return (await import('@/lib/process-wide')).processWide;
};

test('copies of a module share one value until it is taken', async () => {
  let made = 0;
  const [first, second] = [await load(), await load()].map((processWide) =>
    processWide('shared by this test', () => ({ number: ++made })),
  );
  expect(first).not.toBe(second);
  expect(second?.peek()).toBeUndefined();
  const value = first?.get();
  expect(second?.get()).toBe(value);
  expect(second?.take()).toBe(value);
  expect(first?.peek()).toBeUndefined();
  expect(first?.get()).toEqual({ number: 2 });
  second?.take();
});
