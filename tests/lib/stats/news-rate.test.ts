import { expect, test } from 'vitest';
import { addNews, createNewsRate, newsStrength } from '@/lib/stats/news-rate';

test('a score without peaks is worth more than one that often has them', () => {
  const quiet = createNewsRate();
  const lively = createNewsRate();
  for (let index = 0; index < 20_000; index += 1) {
    addNews(quiet, 0);
    addNews(lively, index % 100 === 0 ? 6 : 0);
  }
  expect(newsStrength(quiet, 6)).toBeGreaterThan(newsStrength(lively, 6) + 1);
});

test('the strength of the floor is the rate of the peaks: one block of 40 points in five before anything is seen', () => {
  expect(newsStrength(createNewsRate(), 2)).toBeCloseTo(Math.log10(200), 10);
  expect(newsStrength(createNewsRate(), 0)).toBe(0);
});

test('one huge peak counts for no more than 10', () => {
  const huge = createNewsRate();
  const large = createNewsRate();
  for (let index = 0; index < 400; index += 1) {
    addNews(huge, index === 100 ? 1e9 : 0);
    addNews(large, index === 100 ? 10 : 0);
  }
  expect(huge).toEqual(large);
});
