import { expect, test } from 'vitest';
import { identity } from '../viewport/affine.ts';
import type { Look } from './look.ts';
import { shown, voi } from './voi.ts';
import { voiTable } from './voiTable.ts';

const look: Look = { toImage: identity, slope: 1, intercept: 0, centre: 2048, width: 4096, voi: 'LINEAR', invert: false, interpolate: false, padding: null, table: null };

test('the standard’s example: c=2048 w=4096 maps 0 to black and 4095 to white', () => {
  expect(voi(0, look)).toBeCloseTo(0, 6);
  expect(voi(4095, look)).toBeCloseTo(1, 6);
  expect(voi(-1, look)).toBe(0);
  expect(voi(4096, look)).toBe(1);
});

test('a width of 1 is a threshold', () => {
  expect([99, 99.5, 100].map((v) => voi(v, { ...look, centre: 100, width: 1 }))).toEqual([0, 0, 1]);
});

test('LINEAR_EXACT and SIGMOID are centred', () => {
  expect(voi(2048, { ...look, voi: 'LINEAR_EXACT' })).toBe(0.5);
  expect(voi(2048, { ...look, voi: 'SIGMOID' })).toBe(0.5);
});

test('rescale, inversion and padding', () => {
  const ct = { ...look, slope: 1, intercept: -1024, centre: 40, width: 400, padding: [-2000, -2000] as const };
  expect(shown(1024 + 240, ct)).toBe(255);
  expect(shown(1024 + 240, { ...ct, invert: true })).toBe(0);
  expect(shown(-2000, { ...ct, invert: true })).toBe(0);
});

test('a VOI LUT maps from its first value on and holds at its ends', () => {
  const table = voiTable({ first: -2, bits: 8, data: btoa(String.fromCharCode(0, 0, 51, 0, 102, 0, 255, 0)) });
  expect([-5, -2, -1, 0, 1, 9].map((v) => shown(v, { ...look, table }))).toEqual([0, 0, 51, 102, 255, 255]);
  expect(shown(1, { ...look, table, invert: true })).toBe(0);
});

test('entries with more bits than the descriptor says are not all white', () => {
  const table = voiTable({ first: 0, bits: 8, data: btoa(String.fromCharCode(0, 0, 0xff, 0x07, 0xff, 0x0f)) });
  expect([0, 1, 2].map((v) => shown(v, { ...look, table }))).toEqual([0, 127, 255]);
});
