import { expect, test } from 'vitest';
import type { StudyRow } from '../api/studies.ts';
import { scrolled, scrollToRow, StudyWindows, windowsOf } from './studyWindows.ts';

const row = (uid: string, instances = 1): StudyRow => ({ uid, modalities: [], series: 1, instances });

test('new counts come in place and nothing moves', () => {
  const windows = new StudyWindows();
  windows.put(0, [row('a'), row('b')]);
  windows.refresh([row('c', 9), row('b', 7)]);
  expect([windows.row(0)?.uid, windows.row(1)?.instances, windows.row(2)]).toEqual(['a', 7, undefined]);
  expect(windows.sameOrder(0, [row('a'), row('b', 3)])).toBe(true);
  expect(windows.sameOrder(0, [row('c'), row('a')])).toBe(false);
});

test('rows map to windows', () => {
  expect(windowsOf(95, 205)).toEqual([0, 1, 2]);
});

test('a million rows can all be reached', () => {
  expect(scrolled(0, 600, 1_000_000, 32)).toEqual({ height: 12_000_000, first: 0, top: 0 });
  const end = scrolled(12_000_000 - 600, 600, 1_000_000, 32);
  expect(end.first + Math.ceil(600 / 32)).toBeGreaterThanOrEqual(1_000_000);
  expect(end.top + 32 * (1_000_000 - end.first)).toBeCloseTo(12_000_000, 3);
});

test('short lists scroll as they are', () => {
  expect(scrolled(330, 600, 100, 32)).toEqual({ height: 3200, first: 10, top: 320 });
});

test('a row is scrolled into sight by as little as needed, in a list longer than a browser can scroll too', () => {
  expect(scrollToRow(3, 0, 320, 100, 32)).toBeNull();
  expect(scrollToRow(10, 0, 320, 100, 32)).toBe(32);
  expect(scrollToRow(2, 320, 320, 100, 32)).toBe(64);
  for (const index of [0, 1, 499_999, 999_998, 999_999]) {
    const top = scrollToRow(index, 5_000_000, 640, 1_000_000, 32) ?? 5_000_000;
    const { first } = scrolled(top, 640, 1_000_000, 32);
    expect(index - first).toBeGreaterThanOrEqual(0);
    expect(index - first).toBeLessThanOrEqual(20);
  }
});
