import { expect, test } from 'vitest';
import { edgeLetters, lettersOf } from './letters.ts';
import { directions } from './vector.ts';

test('an axial image has the patient’s left at the right edge', () => {
  expect(edgeLetters(directions([1, 0, 0, 0, 1, 0]), 0, false, false)).toEqual({ top: 'A', right: 'L', bottom: 'P', left: 'R' });
});

test('a flip swaps two edges and a quarter turn moves all clockwise', () => {
  const axial = directions([1, 0, 0, 0, 1, 0]);
  expect(edgeLetters(axial, 0, true, false)).toEqual({ top: 'A', right: 'R', bottom: 'P', left: 'L' });
  expect(edgeLetters(axial, 1, false, false)).toEqual({ top: 'R', right: 'A', bottom: 'L', left: 'P' });
});

test('an oblique direction names its two strongest axes', () => {
  expect(lettersOf([0.8, 0, -0.6])).toBe('LF');
  expect(lettersOf([0.995, 0.1, 0])).toBe('L');
});

test('patient orientation letters serve where there are no cosines', () => {
  expect(edgeLetters(['A', 'FR'], 0, false, false)).toEqual({ top: 'HL', right: 'A', bottom: 'FR', left: 'P' });
});
