import { expect, test } from 'vitest';
import { FrameCache, type FrameState } from './frameCache.ts';

const frame = (bytes: number): FrameState => ({ frame: { rows: 1, columns: bytes, kind: 'grey', values: new Uint8Array(bytes), min: 0, max: 0 } });

test('the budget holds, and the series looked at longest ago pays first', () => {
  const cache = new FrameCache(30);
  cache.put('a', 0, frame(10));
  cache.put('b', 0, frame(10));
  cache.look('a', 0);
  cache.put('b', 1, frame(10));
  cache.put('a', 1, frame(10));
  expect(cache.bytes).toBeLessThanOrEqual(30);
  expect(cache.get('a', 0)).toBeDefined();
  expect(cache.count('b')).toBe(1);
});

test('of one series the frame farthest from the visible one goes', () => {
  const cache = new FrameCache(30);
  cache.look('a', 5);
  for (const index of [5, 6, 9, 4]) {
    cache.put('a', index, frame(10));
  }
  expect([4, 5, 6, 9].map((index) => cache.get('a', index) !== undefined)).toEqual([true, true, true, false]);
});

test('putting a frame again does not count it twice, and clearing gives all back', () => {
  const cache = new FrameCache(100);
  cache.put('a', 0, frame(10));
  cache.put('a', 0, frame(20));
  expect(cache.bytes).toBe(20);
  cache.clear();
  expect(cache.bytes).toBe(0);
});
