import { expect, test } from 'vitest';
import type { StudyRow } from '../api/studies.ts';
import { scrolled, StudyWindows, windowsOf } from './studyWindows.ts';

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
