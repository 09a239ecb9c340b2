import { expect, test } from 'vitest';
import { addToEvents, createRecurringEvents, isHabit } from '@/lib/stats/recurring-events';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const least = 3;

/** Events of one hour and strength 8 that begin at these times, in days, on a series of a point every minute. */
function after(...starts: number[]) {
  const recurring = createRecurringEvents();
  for (const start of starts) {
    for (let minute = 0; minute < 60; minute += 1)
      addToEvents(recurring, start * dayMs + minute * minuteMs, 8, least);
    addToEvents(recurring, start * dayMs + 60 * minuteMs, 0, least);
  }
  return recurring;
}

const isUsual = (recurring: ReturnType<typeof after>, day: number, strength = 8) =>
  isHabit(recurring, day * dayMs, strength, least);

const twentyMinutes = 20 / 1440;

test('what came on two of the last three days is a habit, within half an hour', () => {
  expect(isUsual(after(1, 2), 3)).toBe(true);
  expect(isUsual(after(1, 2), 4)).toBe(true);
  expect(isUsual(after(1, 2), 3 - twentyMinutes)).toBe(true);
  expect(isUsual(after(1, 2), 3 + 3 * twentyMinutes)).toBe(true);
  expect(isUsual(after(2), 3)).toBe(false);
  expect(isUsual(after(1, 2), 5)).toBe(false);
});

test('at another time of the day it is not', () => {
  expect(isUsual(after(1, 2), 3.5)).toBe(false);
  expect(isUsual(after(1, 2), 3 - 2 * twentyMinutes)).toBe(false);
  expect(isUsual(after(1, 2.5), 3)).toBe(false);
});

test('what came a week before is a habit, and forgotten another week later', () => {
  expect(isUsual(after(1), 8)).toBe(true);
  expect(isUsual(after(1, 9), 15)).toBe(false);
});

test('what is clearly stronger than usual is not', () => {
  expect(isUsual(after(1, 2), 3, 8.8)).toBe(true);
  expect(isUsual(after(1, 2), 3, 9)).toBe(false);
});

test('where events come at any time, those at the same time are chance', () => {
  const atAnyTime = Array.from({ length: 24 }, (_, index) => 1 + 0.29 * index);
  expect(isUsual(after(...atAnyTime.slice(0, 7)), 1 + 7)).toBe(true);
  expect(isUsual(after(...atAnyTime.slice(0, 9)), 1 + 7)).toBe(false);
  const times = [...atAnyTime, 6, 7].sort((one, other) => one - other);
  expect(isUsual(after(6, 7), 8)).toBe(true);
  expect(isUsual(after(...times), 8)).toBe(false);
});

test('events that came at their time do not count as such: two jobs a day stay habits', () => {
  const jobs = Array.from({ length: 30 }, (_, day) => [day + 0.1, day + 0.6]).flat();
  expect(isUsual(after(...jobs), 30.1)).toBe(true);
  expect(isUsual(after(...jobs), 30.3)).toBe(false);
});

test('keeps at most 64 events', () => {
  const many = after(...Array.from({ length: 100 }, (_, index) => index / 16));
  expect(many.events.length).toBe(64);
});
