import { expect, test } from 'vitest';
import { listText, outwards } from './readingOrder.ts';

test('the visible frame comes first, then its neighbours on both sides', () => {
  expect([...outwards(2, 6)]).toEqual([2, 3, 1, 4, 0, 5]);
  expect([...outwards(2, 6, -1)]).toEqual([2, 1, 3, 0, 4, 5]);
  expect([...outwards(0, 3)]).toEqual([0, 1, 2]);
  expect([...outwards(0, 0)]).toEqual([]);
});

test('every frame comes once', () => {
  expect([...outwards(37, 200)].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
});

test('runs are written short', () => {
  expect(listText([5, 6, 4])).toBe('5,6,4');
  expect(listText([0, 1, 2, 3, 9])).toBe('0-3,9');
});
